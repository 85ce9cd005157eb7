-- variant all_columns
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE archive (id bigint PRIMARY KEY, email text);
-- change
INSERT INTO archive SELECT * FROM users WHERE id <= 20;
-- rows
INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT email FROM users WHERE id = 2; -- returns user2
INSERT INTO users (id, email) VALUES (:n, 'old');
-- end
SELECT count(*) FROM archive; -- returns 20

-- variant joined
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE bills (order_id bigint PRIMARY KEY, name text);
-- change
INSERT INTO bills (order_id, name) SELECT o.id, u.name FROM orders AS o JOIN users AS u ON u.id = o.user_id;
-- rows
INSERT INTO users SELECT n, 'n' || n FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 30) AS n;
-- old
SELECT name FROM users WHERE id = 2; -- returns n2
INSERT INTO users (id, name) VALUES (:n, 'old');
-- end
SELECT name FROM bills WHERE order_id = 2; -- returns n2
