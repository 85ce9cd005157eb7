-- variant foreign_key
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
-- change
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_user;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO orders VALUES (50, 1000);
-- old
SELECT user_id FROM orders WHERE id = 2; -- returns 2
INSERT INTO orders (id, user_id) VALUES (:n, 3);

-- variant check_in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TABLE app."Items" (id bigint PRIMARY KEY, "Weight" integer);
-- change
ALTER TABLE app."Items" ADD CONSTRAINT "heavy enough" CHECK ("Weight" > 0) NOT VALID;
ALTER TABLE app."Items" VALIDATE CONSTRAINT "heavy enough";
-- rows
INSERT INTO app."Items" SELECT n, nullif(n, 7) FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app."Items" VALUES (50, 0);
-- old
SELECT "Weight" FROM app."Items" WHERE id = 2; -- returns 2
INSERT INTO app."Items" (id, "Weight") VALUES (:n, 1);
