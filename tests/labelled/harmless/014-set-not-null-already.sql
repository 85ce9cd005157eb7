-- label: harmless: the column is NOT NULL already (C08)
ALTER TABLE carts ALTER COLUMN customer_id SET NOT NULL;
