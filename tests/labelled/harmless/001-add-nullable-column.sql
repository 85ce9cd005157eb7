-- label: harmless: a nullable column without a default is an entry in the catalog (C01)
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN gift_message text;
