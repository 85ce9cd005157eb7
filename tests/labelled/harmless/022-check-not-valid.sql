-- label: harmless: only new rows are checked for now (K01)
SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT orders_total_not_negative CHECK (total_cents >= 0) NOT VALID;
