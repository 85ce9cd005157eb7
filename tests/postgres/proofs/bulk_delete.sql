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
