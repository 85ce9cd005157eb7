-- label: dangerous: the heap stays but the index on starts_at is rebuilt while everybody waits (T08)
SET TimeZone = 'UTC';
ALTER TABLE visits ALTER COLUMN starts_at TYPE timestamptz;
