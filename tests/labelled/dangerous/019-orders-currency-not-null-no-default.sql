-- label: dangerous: fails on any row there is, and old inserts fail afterwards (C04)
ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL;
