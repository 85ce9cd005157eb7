-- variant two_columns
-- schema
CREATE TABLE seats (id bigint PRIMARY KEY, row integer, seat integer, name text);
-- change
CREATE UNIQUE INDEX seats_place_key ON seats (row, seat DESC) INCLUDE (name);
-- rows
INSERT INTO seats SELECT n, n / 10, n % 10, 'n' || n FROM generate_series(1, 40) AS n;
INSERT INTO seats VALUES (41, 1, NULL, 'a'), (42, 1, NULL, 'b');
-- bad
INSERT INTO seats VALUES (50, 0, 2, 'again');
-- old
SELECT seat FROM seats WHERE id = 2; -- returns 2
INSERT INTO seats (id, row, seat) VALUES (:n, :n, 1);
UPDATE seats SET seat = NULL WHERE id = :n;

-- variant without_a_name
-- schema
CREATE SCHEMA app;
CREATE TABLE app.users (id bigint PRIMARY KEY, email text);
-- change
CREATE UNIQUE INDEX ON app.users (email);
-- rows
INSERT INTO app.users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app.users VALUES (50, 'user2');
-- old
SELECT email FROM app.users WHERE id = 2; -- returns user2
INSERT INTO app.users (id, email) VALUES (:n, 'old:n');

-- variant unique_partial_expression
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted boolean NOT NULL DEFAULT false);
CREATE VIEW living AS SELECT id, email FROM users WHERE NOT deleted;
-- change
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE NOT deleted;
-- rows
INSERT INTO users SELECT n, 'User' || n FROM generate_series(1, 40) AS n;
INSERT INTO users VALUES (41, 'USER1', true), (42, NULL, false), (43, NULL, false);
-- bad
INSERT INTO users VALUES (50, 'USER2', false);
-- old
SELECT email FROM users WHERE id = 2; -- returns User2
INSERT INTO users (id, email) VALUES (:n, 'user:n');
UPDATE users SET deleted = true WHERE id = :n;
