-- variant identity_and_index
-- schema
CREATE TABLE jobs (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queue text, done boolean);
CREATE INDEX jobs_open_idx ON jobs (queue, id) WHERE NOT done;
GRANT SELECT ON jobs TO reporting;
-- change
ALTER TABLE jobs ALTER COLUMN id TYPE bigint;
-- rows
INSERT INTO jobs (queue, done) SELECT 'q' || n % 3, false FROM generate_series(1, 40) AS n;
-- old
SELECT queue FROM jobs WHERE id = 2; -- returns q2
INSERT INTO jobs (queue, done) VALUES ('old:n', false);
UPDATE jobs SET done = true WHERE queue = 'old:n';

-- variant part_of_a_key
-- schema
CREATE TABLE lines (order_id bigint, number smallint, what text, PRIMARY KEY (order_id, number));
-- change
ALTER TABLE lines ALTER COLUMN number TYPE bigint;
-- rows
INSERT INTO lines SELECT n, n % 3, 'w' || n FROM generate_series(1, 40) AS n;
-- old
SELECT what FROM lines WHERE order_id = 2; -- returns w2
INSERT INTO lines (order_id, number, what) VALUES (:n, 1, 'old');
UPDATE lines SET what = 'older' WHERE order_id = :n;
