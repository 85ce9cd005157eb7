-- label: harmless: the scan runs beside reads and writes, in a migration of its own (K01)
SET statement_timeout = 0;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_negative;
