-- Two columns, no primary key, every row, duplicates and NULLs.
-- variant without_a_key
-- schema
CREATE TABLE prices (item text, cents integer, currency text);
CREATE INDEX prices_item_idx ON prices (item);
-- change
UPDATE prices SET currency = 'EUR', cents = 0 WHERE cents IS NULL OR currency IS NULL;
-- rows
INSERT INTO prices SELECT 'item ' || n % 5, nullif(n % 6, 0), CASE WHEN n % 4 > 0 THEN 'USD' END FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM prices WHERE item = 'item 1'; -- returns 8
INSERT INTO prices (item, cents, currency) VALUES ('old', :n, 'USD');
UPDATE prices SET cents = 1 WHERE item = 'old' AND cents = :n;
-- end
SELECT count(*) FROM prices WHERE cents IS NULL OR currency IS NULL; -- returns 0

-- variant to_null
-- schema
CREATE TABLE users (tenant integer, id integer, phone text, PRIMARY KEY (tenant, id));
-- change
UPDATE users SET phone = NULL;
-- rows
INSERT INTO users SELECT n % 3, n, CASE WHEN n % 2 = 0 THEN '555' END FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM users WHERE id <= 40; -- returns 40
INSERT INTO users (tenant, id) VALUES (1, :n);
