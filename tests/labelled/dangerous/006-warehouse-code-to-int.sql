-- label: dangerous: the cast fails on a code with letters, the table is rewritten (T06)
BEGIN;
SET LOCAL lock_timeout = '3s';
ALTER TABLE warehouses
    ALTER COLUMN code TYPE integer USING code::integer;
COMMIT;
