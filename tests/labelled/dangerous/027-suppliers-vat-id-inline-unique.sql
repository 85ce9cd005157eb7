-- label: dangerous: builds a unique index while nobody can read the table (C07)
ALTER TABLE suppliers ADD COLUMN vat_id text UNIQUE;
