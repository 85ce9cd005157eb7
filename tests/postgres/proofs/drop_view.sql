-- variant materialized
-- schema
CREATE SCHEMA app;
CREATE TABLE app.users (id bigint PRIMARY KEY, email text);
CREATE MATERIALIZED VIEW app."All mail" AS SELECT id, email FROM app.users;
-- change
DROP MATERIALIZED VIEW app."All mail";
-- rows
INSERT INTO app.users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM app."All mail" WHERE id < 0; -- returns 0
INSERT INTO app.users (id, email) VALUES (:n, 'old');

-- variant if_it_is_there
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE VIEW addresses AS SELECT id, email FROM users;
-- change
DROP VIEW IF EXISTS addresses;
-- rows
INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
-- old
SELECT email FROM addresses WHERE id = 2; -- returns user2
