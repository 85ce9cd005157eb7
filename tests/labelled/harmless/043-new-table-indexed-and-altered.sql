-- label: harmless: index, constraints and a type change on a table created above (S01)
BEGIN;
CREATE TABLE pallets (
    id bigint PRIMARY KEY,
    label varchar(20),
    weight_kg integer
);
CREATE INDEX pallets_label_idx ON pallets (label);
ALTER TABLE pallets ALTER COLUMN weight_kg TYPE numeric(10, 3);
ALTER TABLE pallets ALTER COLUMN label SET NOT NULL;
ALTER TABLE pallets ADD CONSTRAINT pallets_weight_positive CHECK (weight_kg > 0);
ALTER TABLE pallets RENAME COLUMN label TO code;
COMMIT;
