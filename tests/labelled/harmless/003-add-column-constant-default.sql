-- label: harmless: a constant default is stored once, not in every row (C02)
SET lock_timeout = '2s';
ALTER TABLE products ADD COLUMN discontinued boolean DEFAULT false;
