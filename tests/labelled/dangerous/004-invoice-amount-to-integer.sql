-- label: dangerous: rounds the cents away for good, under a rewrite (T05)
ALTER TABLE invoices ALTER COLUMN amount TYPE integer;
