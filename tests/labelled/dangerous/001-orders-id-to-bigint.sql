-- label: dangerous: rewrites orders and its indexes, nobody reads meanwhile (T04)
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
