-- A primary key from a sequence, referenced twice, in an index with others.
-- variant text_to_integer
-- schema
CREATE TABLE parts (id bigint PRIMARY KEY, size text, price numeric);
CREATE UNIQUE INDEX parts_size_key ON parts (size) WITH (fillfactor = 70) WHERE price > 0;
-- change
ALTER TABLE parts ALTER COLUMN size TYPE integer USING size::integer;
-- rows
INSERT INTO parts SELECT n, n::text, n FROM generate_series(1, 40) AS n;
INSERT INTO parts VALUES (41, NULL, NULL), (42, '1', 0);
-- bad
INSERT INTO parts VALUES (50, 'large', NULL);
INSERT INTO parts VALUES (50, '01', 1);
-- unknown
COMMENT ON COLUMN parts.size IS 'by hand';
-- old
SELECT price FROM parts WHERE id = 2; -- returns 2
INSERT INTO parts (id, size) VALUES (:n, '7');
UPDATE parts SET size = NULL WHERE id = :n;
-- end
SELECT id FROM parts WHERE size = 39 + 1; -- returns 40

-- The example of the format's source.
-- variant todos_completed_at
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title varchar(200) NOT NULL,
    completed_at date
);
CREATE INDEX todos_completed_at_idx ON todos (user_id, completed_at) WHERE completed_at IS NOT NULL;
COMMENT ON COLUMN todos.completed_at IS 'empty while it is open';
-- change
ALTER TABLE todos ALTER COLUMN completed_at TYPE timestamptz;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO todos SELECT n, n % 5 + 1, 'title ' || n % 7, CASE WHEN n % 2 = 0 THEN date '2026-01-01' + n END FROM generate_series(1, 40) AS n;
-- unknown
GRANT UPDATE (completed_at) ON todos TO app;
-- old
SELECT count(*) FROM todos WHERE completed_at >= '2026-01-10' AND id <= 40; -- returns 16
INSERT INTO todos (id, user_id, title) VALUES (:n, 1, 'old');
UPDATE todos SET completed_at = '2026-01-02' WHERE id = :n;
-- end
UPDATE todos SET completed_at = '2026-01-02 12:00' WHERE id = 3;
SELECT id FROM todos WHERE completed_at = '2026-01-02 12:00'; -- returns 3
