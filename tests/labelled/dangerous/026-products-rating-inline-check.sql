-- label: dangerous: the CHECK reads every row though the column is new and empty (C07)
ALTER TABLE products ADD COLUMN rating smallint CHECK (rating BETWEEN 1 AND 5);
