-- variant two_columns_of_a_key
-- schema
CREATE TABLE marks (a integer, b integer, PRIMARY KEY (a, b));
-- change
TRUNCATE marks;
-- rows
INSERT INTO marks SELECT n, n FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM marks WHERE a < 0; -- returns 0
-- end
SELECT count(*) FROM marks; -- returns 0

-- variant without_a_key
-- schema
CREATE SCHEMA app;
CREATE TABLE app."Raw" (line text);
-- change
TRUNCATE TABLE app."Raw";
-- rows
INSERT INTO app."Raw" SELECT 'l' || n FROM generate_series(1, 40) AS n;
-- old
SELECT count(*) FROM app."Raw" WHERE line IS NULL; -- returns 0
-- end
SELECT count(*) FROM app."Raw"; -- returns 0
