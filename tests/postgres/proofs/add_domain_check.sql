-- variant without_a_name
-- schema
CREATE DOMAIN code AS text;
CREATE TABLE items (id bigint PRIMARY KEY, code code);
CREATE TABLE parts (id bigint PRIMARY KEY, "Code" code);
-- change
ALTER DOMAIN code ADD CHECK (length(VALUE) < 10);
-- rows
INSERT INTO items SELECT n, 'c' || n FROM generate_series(1, 40) AS n;
INSERT INTO parts SELECT n, 'c' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO parts VALUES (50, 'far too long');
INSERT INTO items VALUES (50, 'far too long');
-- old
SELECT code FROM items WHERE id = 2; -- returns c2
INSERT INTO items (id, code) VALUES (:n, 'old');
UPDATE parts SET "Code" = 'new' WHERE id = 3;
-- differs
constraint * of * CHECK *
says yes before the step: *

-- variant used_nowhere
-- schema
CREATE SCHEMA app;
CREATE DOMAIN app.code AS text;
CREATE TABLE items (id bigint PRIMARY KEY);
-- change
ALTER DOMAIN app.code ADD CONSTRAINT short CHECK (length(VALUE) < 10);
-- rows
INSERT INTO items SELECT n FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM items WHERE id = 2; -- returns 1
-- differs
constraint * of * CHECK *
