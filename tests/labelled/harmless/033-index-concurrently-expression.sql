-- label: harmless: a partial expression index, concurrently too (I01)
SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS parcels_open_idx
    ON logistics.parcels (lower(tracking_number))
    WHERE delivered_at IS NULL;
