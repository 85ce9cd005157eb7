-- label: harmless: every row of the new column is NULL, so nothing is checked (C07)
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN courier_id bigint REFERENCES couriers (id);
