-- label: dangerous: the lock of ADD COLUMN is held through the backfill and the scan (X01)
BEGIN;
ALTER TABLE orders ADD COLUMN channel text;
UPDATE orders SET channel = 'web' WHERE channel IS NULL;
ALTER TABLE orders ALTER COLUMN channel SET NOT NULL;
COMMIT;
