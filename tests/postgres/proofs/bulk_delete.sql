-- variant without_a_key
-- schema
CREATE TABLE logs (at date, line text);
-- change
DELETE FROM logs WHERE line IS NULL;
-- rows
INSERT INTO logs SELECT '2026-01-01', nullif('l' || n % 3, 'l0') FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM logs WHERE line = 'l1'; -- returns 14
INSERT INTO logs (at, line) VALUES ('2026-01-02', 'old');
-- end
SELECT count(*) FROM logs WHERE line IS NULL; -- returns 0

-- variant by_a_subquery
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, gone boolean NOT NULL);
CREATE TABLE orders (user_id bigint, number integer, PRIMARY KEY (user_id, number));
-- change
DELETE FROM orders WHERE user_id IN (SELECT id FROM users WHERE gone);
-- rows
INSERT INTO users SELECT n, n % 4 = 0 FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, 1 FROM generate_series(1, 40) AS n;
-- old
SELECT number FROM orders WHERE user_id = 2; -- returns 1
INSERT INTO orders (user_id, number) VALUES (:n, 1);
-- end
SELECT count(*) FROM orders WHERE user_id = 4; -- returns 0

-- variant partitions_without_a_key
-- schema
CREATE TABLE visits (site bigint, day date, locale text) PARTITION BY RANGE (day);
CREATE TABLE visits_a PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
CREATE TABLE visits_b PARTITION OF visits FOR VALUES FROM ('2025-07-01') TO ('2027-01-01');
-- change
DELETE FROM visits WHERE locale = 'fr';
-- rows
INSERT INTO visits SELECT n, date '2025-06-01' + n * 3, CASE n % 3 WHEN 0 THEN 'de' WHEN 1 THEN 'fr' END FROM generate_series(1, 40) AS n;
-- old
SELECT locale FROM visits WHERE site = 3; -- returns de
INSERT INTO visits (site, day, locale) VALUES (:n, '2025-02-03', 'es');
UPDATE visits SET locale = 'it' WHERE site = :n;
-- end
SELECT count(*) FROM visits WHERE locale = 'fr'; -- returns 0
