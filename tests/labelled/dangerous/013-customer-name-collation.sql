-- label: dangerous: another collation rebuilds both indexes under the strongest lock (T10)
ALTER TABLE customers ALTER COLUMN last_name TYPE text COLLATE "C";
