-- variant several_to_one
-- schema
CREATE TABLE people (id bigint PRIMARY KEY, first text NOT NULL, last text);
CREATE INDEX people_last_idx ON people (last);
-- change
ALTER TABLE people ADD COLUMN name text NOT NULL;
UPDATE people SET name = first || coalesce(' ' || last, '');
ALTER TABLE people DROP COLUMN first;
ALTER TABLE people DROP COLUMN last;
-- rows
INSERT INTO people SELECT n, 'F' || n, nullif('L' || n, 'L7') FROM generate_series(1, 40) AS n;
-- naive
ALTER TABLE people ADD COLUMN name text;
UPDATE people SET name = first || coalesce(' ' || last, '');
ALTER TABLE people ALTER COLUMN name SET NOT NULL;
ALTER TABLE people DROP COLUMN first;
ALTER TABLE people DROP COLUMN last;
-- old
SELECT first FROM people WHERE id = 2; -- returns F2
INSERT INTO people (id, first) VALUES (:n, 'Old');
UPDATE people SET last = 'Er' WHERE id = :n;
-- end
SELECT name FROM people WHERE id = 2; -- returns F2 L2

-- variant some_rows
-- schema
CREATE SCHEMA app;
CREATE TABLE app."Items" (id bigint PRIMARY KEY, "Size" text);
-- change
ALTER TABLE app."Items" ADD COLUMN width integer CHECK (width > 0);
UPDATE app."Items" SET width = "Size"::integer WHERE "Size" ~ '^[0-9]+$';
ALTER TABLE app."Items" DROP COLUMN "Size";
-- rows
INSERT INTO app."Items" SELECT n, CASE n % 3 WHEN 0 THEN 'big' ELSE n::text END FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app."Items" (id, "Size") VALUES (50, '0');
-- old
SELECT "Size" FROM app."Items" WHERE id = 2; -- returns 2
INSERT INTO app."Items" (id, "Size") VALUES (:n, 'wide');
UPDATE app."Items" SET "Size" = '7' WHERE id = :n;
-- end
SELECT width FROM app."Items" WHERE id = 2; -- returns 2
