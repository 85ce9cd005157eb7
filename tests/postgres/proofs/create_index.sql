-- Unique, over an expression, of some rows only; beside a view and a trigger.
-- variant unnamed_covering
-- schema
CREATE TABLE orders (id bigint PRIMARY KEY, placed date, note text);
-- change
CREATE INDEX ON orders USING btree (placed DESC NULLS LAST, lower(note)) INCLUDE (id);
-- rows
INSERT INTO orders SELECT n, date '2026-01-01' + n, 'note' FROM generate_series(1, 40) AS n;
-- old
SELECT note FROM orders WHERE id = 2; -- returns note
INSERT INTO orders (id, placed) VALUES (:n, NULL);
