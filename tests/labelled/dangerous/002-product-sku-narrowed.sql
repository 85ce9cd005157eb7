-- label: dangerous: rewrites products and fails on a longer sku (T02)
SET lock_timeout = '2s';
ALTER TABLE products ALTER COLUMN sku TYPE varchar(16);
