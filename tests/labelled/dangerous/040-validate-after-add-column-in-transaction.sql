-- label: dangerous: the new column's ACCESS EXCLUSIVE is held while the old rows are validated (X01)
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE shipments ADD COLUMN insured boolean;
ALTER TABLE shipments VALIDATE CONSTRAINT shipments_weight_positive;
COMMIT;
