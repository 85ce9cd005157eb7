-- variant with_an_action
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, CONSTRAINT "the user" FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE);
-- change
ALTER TABLE orders DROP CONSTRAINT "the user";
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 40) AS n;
-- old
SELECT user_id FROM orders WHERE id = 2; -- returns 2
INSERT INTO orders (id, user_id) VALUES (:n, 3);

-- variant across_schemas
-- schema
CREATE SCHEMA app;
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE app.orders (id bigint PRIMARY KEY, user_id bigint REFERENCES public.users (id));
-- change
ALTER TABLE app.orders DROP CONSTRAINT orders_user_id_fkey;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO app.orders SELECT n, n FROM generate_series(1, 40) AS n;
-- old
SELECT user_id FROM app.orders WHERE id = 2; -- returns 2
INSERT INTO app.orders (id, user_id) VALUES (:n, 3);
