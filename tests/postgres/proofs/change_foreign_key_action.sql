-- variant another_name
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT old_key REFERENCES users (id) ON DELETE CASCADE);
-- change
ALTER TABLE orders DROP CONSTRAINT old_key;
ALTER TABLE orders ADD CONSTRAINT new_key FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 40) AS n;
-- bad
SET LOCAL session_replication_role = replica; INSERT INTO orders VALUES (50, 1000);
-- old
SELECT user_id FROM orders WHERE id = 2; -- returns 2
INSERT INTO orders (id, user_id) VALUES (:n, 3);
-- end
INSERT INTO users (id) VALUES (:n);
INSERT INTO orders (id, user_id) VALUES (:n, :n);
DELETE FROM users WHERE id = :n;
SELECT count(*) FROM orders WHERE id = :n; -- returns 1

-- variant in_one_statement
-- schema
CREATE TABLE places (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE stays (id bigint PRIMARY KEY, a integer, b integer, CONSTRAINT stays_place FOREIGN KEY (a, b) REFERENCES places (a, b));
-- change
ALTER TABLE stays DROP CONSTRAINT stays_place, ADD CONSTRAINT stays_place FOREIGN KEY (a, b) REFERENCES places (a, b) ON UPDATE CASCADE;
-- rows
INSERT INTO places SELECT n, n FROM generate_series(1, 40) AS n;
INSERT INTO stays SELECT n, n, n FROM generate_series(1, 40) AS n;
-- bad
SET LOCAL session_replication_role = replica; INSERT INTO stays VALUES (50, 3, 1000);
-- old
SELECT a FROM stays WHERE id = 2; -- returns 2
INSERT INTO stays (id, a, b) VALUES (:n, 3, 3);
