-- variant in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TYPE app."My mood" AS ENUM ('it''s fine', 'ok');
CREATE TABLE people (id bigint PRIMARY KEY);
-- change
DROP TYPE app."My mood";
-- rows
INSERT INTO people SELECT n FROM generate_series(1, 40) AS n;
-- unknown
CREATE TABLE by_hand (mood app."My mood");
-- old
SELECT 'ok'::app."My mood"; -- returns ok

-- variant if_it_is_there
-- schema
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE people (id bigint PRIMARY KEY);
-- change
DROP TYPE IF EXISTS mood;
-- rows
INSERT INTO people SELECT n FROM generate_series(1, 40) AS n;
-- unknown
CREATE TABLE by_hand (moods mood[], mood mood);
-- old
SELECT 'sad'::mood; -- returns sad
