-- label: dangerous: every query that says mail fails at once (C12)
ALTER TABLE customers RENAME COLUMN mail TO email;
