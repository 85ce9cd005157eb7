-- label: harmless: the old name lives on as an updatable view, from the same moment (S03)
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE clients RENAME TO customers;
CREATE VIEW clients AS SELECT * FROM customers;
COMMIT;
