-- label: dangerous: the scan runs under ACCESS EXCLUSIVE, which the first statement took (K01)
BEGIN;
ALTER TABLE stock_items ADD CONSTRAINT stock_not_negative CHECK (quantity >= 0) NOT VALID;
ALTER TABLE stock_items VALIDATE CONSTRAINT stock_not_negative;
COMMIT;
