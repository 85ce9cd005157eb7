-- label: harmless: allowing NULL is metadata and refuses nothing (C09)
SET lock_timeout = '2s';
ALTER TABLE addresses ALTER COLUMN state DROP NOT NULL;
