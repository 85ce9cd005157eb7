-- label: harmless: nobody waits, and the index can be built again (I03)
DROP INDEX CONCURRENTLY IF EXISTS orders_legacy_status_idx;
