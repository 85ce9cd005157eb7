-- label: harmless: compression concerns values written from now on (S11)
SET lock_timeout = '2s';
ALTER TABLE lab_reports ALTER COLUMN findings SET COMPRESSION lz4;
