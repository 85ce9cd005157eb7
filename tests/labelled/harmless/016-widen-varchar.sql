-- label: harmless: a longer varchar touches neither rows nor the index (T01)
SET lock_timeout = '2s';
ALTER TABLE products ALTER COLUMN title TYPE varchar(200);
