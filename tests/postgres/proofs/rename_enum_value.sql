-- variant default_and_two_tables
-- schema
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY, mood mood NOT NULL DEFAULT 'sad');
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood);
-- change
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
-- rows
INSERT INTO people SELECT n, 'sad' FROM generate_series(1, 40) AS n;
INSERT INTO pets SELECT n, CASE n % 3 WHEN 0 THEN 'ok'::mood WHEN 1 THEN 'sad' END FROM generate_series(1, 40) AS n;
-- old
SELECT mood FROM pets WHERE id = 3; -- returns ok
INSERT INTO people (id, mood) VALUES (:n, 'ok');
-- differs
type public.mood *
beside only * public.people: *

-- variant in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.people (id bigint PRIMARY KEY, mood app.mood);
-- change
ALTER TYPE app.mood RENAME VALUE 'ok' TO 'it''s fine';
-- rows
INSERT INTO app.people SELECT n, CASE n % 2 WHEN 0 THEN 'ok'::app.mood ELSE 'sad' END FROM generate_series(1, 40) AS n;
-- old
SELECT mood FROM app.people WHERE id = 3; -- returns sad
INSERT INTO app.people (id, mood) VALUES (:n, 'sad');
-- differs
type app.mood *
