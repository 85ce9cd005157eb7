-- label: harmless: finer seconds need no rewrite (T01)
ALTER TABLE scans ALTER COLUMN scanned_at TYPE timestamptz(6);
