-- variant required_and_checked
-- schema
CREATE TABLE people (id bigint PRIMARY KEY, first text NOT NULL, last text);
-- change
ALTER TABLE people ADD COLUMN sorted text GENERATED ALWAYS AS (lower(coalesce(last, '') || first)) STORED NOT NULL;
-- rows
INSERT INTO people SELECT n, 'F' || n, nullif('L' || n, 'L7') FROM generate_series(1, 40) AS n;
-- old
SELECT first FROM people WHERE id = 2; -- returns F2
INSERT INTO people (id, first) VALUES (:n, 'Old');
UPDATE people SET last = 'Er' WHERE id = :n;
-- end
SELECT sorted FROM people WHERE id = 2; -- returns l2f2
-- differs
column public.people.sorted *
function CREATE OR REPLACE FUNCTION *_compute()*
trigger *_compute on public.people *

-- variant other_columns_are_null
-- schema
CREATE TABLE boxes (id bigint PRIMARY KEY, a integer, b integer);
-- change
ALTER TABLE boxes ADD COLUMN area integer GENERATED ALWAYS AS (a * b) STORED;
-- rows
INSERT INTO boxes SELECT n, n, nullif(n % 4, 0) FROM generate_series(1, 40) AS n;
-- old
SELECT a FROM boxes WHERE id = 2; -- returns 2
INSERT INTO boxes (id, a) VALUES (:n, 3);
UPDATE boxes SET b = 3 WHERE id = :n;
-- end
SELECT area FROM boxes WHERE id = 2; -- returns 4
-- differs
column public.boxes.area *
function CREATE OR REPLACE FUNCTION *_compute()*
trigger *_compute on public.boxes *
