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

-- variant two_keys_in_partitions
-- schema
CREATE TABLE visits (site bigint, day date, locale text, PRIMARY KEY (site, day)) PARTITION BY RANGE (day);
CREATE TABLE visits_a PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
CREATE TABLE visits_b PARTITION OF visits FOR VALUES FROM ('2025-07-01') TO ('2027-01-01');
-- change
UPDATE visits SET locale = 'en' WHERE locale IS NULL OR locale = '';
-- rows
INSERT INTO visits SELECT n, date '2025-06-01' + n * 3, CASE n % 3 WHEN 0 THEN 'de' WHEN 1 THEN '' END FROM generate_series(1, 40) AS n;
-- old
SELECT locale FROM visits WHERE site = 3; -- returns de
INSERT INTO visits (site, day, locale) VALUES (:n, '2025-02-03', 'fr');
UPDATE visits SET locale = 'it' WHERE site = :n;
-- end
SELECT count(*) FROM visits WHERE locale IS NULL; -- returns 0

-- variant partitions_without_a_key
-- schema
CREATE TABLE visits (site bigint, day date, locale text) PARTITION BY RANGE (day);
CREATE TABLE visits_a PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
CREATE TABLE visits_b PARTITION OF visits FOR VALUES FROM ('2025-07-01') TO ('2027-01-01');
-- change
UPDATE visits SET locale = 'en' WHERE locale IS NULL;
-- rows
INSERT INTO visits SELECT n, date '2025-06-01' + n * 3, CASE n % 3 WHEN 0 THEN 'de' WHEN 1 THEN 'fr' END FROM generate_series(1, 40) AS n;
-- old
SELECT locale FROM visits WHERE site = 3; -- returns de
INSERT INTO visits (site, day, locale) VALUES (:n, '2025-02-03', 'fr');
UPDATE visits SET locale = 'it' WHERE site = :n;
-- end
SELECT count(*) FROM visits WHERE locale IS NULL; -- returns 0
