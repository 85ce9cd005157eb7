-- label: dangerous: CASCADE takes the view that reports read with the column (C11)
SET lock_timeout = '2s';
ALTER TABLE employees DROP COLUMN IF EXISTS hourly_rate CASCADE;
