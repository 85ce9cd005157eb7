-- label: dangerous: a harmless new column shares the lock with a rewrite (T04)
ALTER TABLE logistics.shipments
    ADD COLUMN remarks text,
    ALTER COLUMN weight_grams TYPE bigint,
    ALTER COLUMN remarks SET DEFAULT '';
