-- label: harmless: more digits at the same scale are metadata (T01)
SET lock_timeout = '2s';
ALTER TABLE payments ALTER COLUMN amount TYPE numeric(14, 2);
