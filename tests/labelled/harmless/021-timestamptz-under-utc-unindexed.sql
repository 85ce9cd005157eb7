-- label: harmless: under UTC the stored bytes are the same, and no index holds the column (T08)
SET lock_timeout = '2s';
SET TimeZone = 'UTC';
ALTER TABLE visits ALTER COLUMN ends_at TYPE timestamptz;
