-- label: harmless: built beside reads and writes, outside a transaction (I01)
CREATE INDEX CONCURRENTLY payments_paid_at_idx ON payments (paid_at);
