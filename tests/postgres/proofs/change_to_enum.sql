-- variant index_and_check
-- schema
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TABLE people (id bigint PRIMARY KEY, mood varchar(20), CHECK (mood <> 'sad' OR id > 0));
CREATE INDEX people_mood_idx ON people (mood) WHERE mood IS NOT NULL;
-- change
ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::mood;
-- rows
INSERT INTO people SELECT n, CASE n % 3 WHEN 0 THEN 'sad' WHEN 1 THEN 'it''s fine' END FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO people VALUES (50, 'lost');
-- old
SELECT mood FROM people WHERE id = 3; -- returns sad
INSERT INTO people (id, mood) VALUES (:n, 'ok');
UPDATE people SET mood = NULL WHERE id = :n;
-- differs
constraint people_check on public.people CHECK *

-- variant type_in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.people (id bigint PRIMARY KEY, mood text NOT NULL);
-- change
ALTER TABLE app.people ALTER COLUMN mood TYPE app.mood USING mood::app.mood;
-- rows
INSERT INTO app.people SELECT n, 'ok' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app.people VALUES (50, 'lost');
-- old
SELECT mood FROM app.people WHERE id = 2; -- returns ok
INSERT INTO app.people (id, mood) VALUES (:n, 'sad');
UPDATE app.people SET mood = 'ok' WHERE id = :n;
-- As Alembic writes it: the default goes before the type and comes back behind it.
-- variant default_dropped_and_set
-- schema
CREATE TYPE state AS ENUM ('new', 'paid');
CREATE TABLE orders (id bigint PRIMARY KEY, state varchar(20) NOT NULL DEFAULT 'new');
-- change
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN state TYPE state USING state::state;
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'paid';
-- rows
INSERT INTO orders SELECT n, CASE WHEN n % 2 = 0 THEN 'paid' ELSE 'new' END FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO orders VALUES (-1, 'lost');
-- old
SELECT state FROM orders WHERE id = 2; -- returns paid
INSERT INTO orders (id, state) VALUES (:n, 'new');
UPDATE orders SET state = 'paid' WHERE id = :n;
-- both
INSERT INTO orders (id) VALUES (-:n);
