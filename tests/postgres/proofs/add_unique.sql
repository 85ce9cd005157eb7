-- Two columns with NULLs, duplicates in each alone, an index of the same columns beside.
-- variant two_columns
-- schema
CREATE TABLE seats (id bigint PRIMARY KEY, row_name text, seat integer, held boolean NOT NULL DEFAULT false);
CREATE INDEX seats_row_idx ON seats (row_name, seat);
CREATE VIEW held AS SELECT id FROM seats WHERE held;
COMMENT ON COLUMN seats.seat IS 'from the left';
-- change
ALTER TABLE seats ADD UNIQUE (row_name, seat);
-- rows
INSERT INTO seats SELECT n, 'row ' || n % 4, n FROM generate_series(1, 40) AS n;
INSERT INTO seats VALUES (41, 'row 1', NULL), (42, 'row 1', NULL), (43, NULL, NULL);
-- bad
INSERT INTO seats VALUES (50, 'row 1', 1);
-- old
SELECT seat FROM seats WHERE id = 2; -- returns 2
INSERT INTO seats (id, row_name, seat) VALUES (:n, 'row 1', :n);
UPDATE seats SET held = true WHERE id = :n;

-- variant nulls_not_distinct
-- since 15
-- schema
CREATE TABLE flags (id bigint PRIMARY KEY, key text, scope text);
-- change
ALTER TABLE flags ADD CONSTRAINT flags_key UNIQUE NULLS NOT DISTINCT (key, scope);
-- rows
INSERT INTO flags SELECT n, 'key ' || n, NULL FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO flags VALUES (50, 'key 1', NULL);
-- old
SELECT key FROM flags WHERE id = 2; -- returns key 2
INSERT INTO flags (id, key) VALUES (:n, 'key :n');
