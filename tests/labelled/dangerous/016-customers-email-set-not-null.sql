-- label: dangerous: reads the whole table under the strongest lock and fails on a NULL (C08)
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
