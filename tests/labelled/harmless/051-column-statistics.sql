-- label: harmless: a statistics target and a new sample (S11)
ALTER TABLE products ALTER COLUMN category_id SET STATISTICS 500;
ANALYZE products (category_id);
