-- label: dangerous: char(n) is padded, so even a wider one rewrites (T03)
ALTER TABLE addresses ALTER COLUMN country TYPE char(3);
