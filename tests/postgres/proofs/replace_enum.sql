-- variant two_columns_and_an_index
-- schema
CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone');
CREATE TABLE people (id bigint PRIMARY KEY, mood mood);
CREATE INDEX people_mood_idx ON people (mood);
CREATE TABLE pets (id bigint PRIMARY KEY, mood mood NOT NULL, CHECK (mood <> 'sad'));
-- change
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('ok', 'sad');
ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood;
ALTER TABLE pets ALTER COLUMN mood TYPE mood USING mood::text::mood;
DROP TYPE old_mood;
-- rows
INSERT INTO people SELECT n, CASE n % 3 WHEN 0 THEN 'sad'::mood WHEN 1 THEN 'ok' END FROM generate_series(1, 40) AS n;
INSERT INTO pets SELECT n, 'ok' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO people VALUES (50, 'gone');
INSERT INTO pets VALUES (50, 'gone');
-- naive
ALTER TABLE pets DROP CONSTRAINT pets_mood_check;
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('ok', 'sad');
ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood;
ALTER TABLE pets ALTER COLUMN mood TYPE mood USING mood::text::mood;
DROP TYPE old_mood;
ALTER TABLE pets ADD CHECK (mood <> 'sad');
-- old
SELECT mood FROM people WHERE id = 3; -- returns sad
INSERT INTO people (id, mood) VALUES (:n, 'ok');
INSERT INTO pets (id, mood) VALUES (:n, 'ok');
UPDATE people SET mood = NULL WHERE id = :n;

-- variant in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TYPE app."Mood" AS ENUM ('sad', 'ok', 'gone');
CREATE TABLE app."People" (id bigint PRIMARY KEY, "Mood" app."Mood");
-- change
ALTER TYPE app."Mood" RENAME TO "Mood old";
CREATE TYPE app."Mood" AS ENUM ('sad', 'ok');
ALTER TABLE app."People" ALTER COLUMN "Mood" TYPE app."Mood" USING "Mood"::text::app."Mood";
DROP TYPE app."Mood old";
-- rows
INSERT INTO app."People" SELECT n, 'ok' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app."People" VALUES (50, 'gone');
-- old
SELECT "Mood" FROM app."People" WHERE id = 2; -- returns ok
INSERT INTO app."People" (id, "Mood") VALUES (:n, 'sad');
