-- Without a name, over two columns, beside another check, with NULLs that pass.
-- variant unnamed_over_two_columns
-- schema
CREATE TABLE spans (
    id bigint PRIMARY KEY,
    first date,
    last date,
    kind text CHECK (kind <> '')
);
CREATE VIEW open_spans AS SELECT id, first FROM spans WHERE last IS NULL;
GRANT SELECT (id, first) ON spans TO reporting;
COMMENT ON COLUMN spans.first IS 'inclusive';
-- change
ALTER TABLE spans ADD CHECK (first <= last);
-- rows
INSERT INTO spans SELECT n, date '2026-01-01' + n, date '2026-02-01' + n, 'a' FROM generate_series(1, 40) AS n;
INSERT INTO spans VALUES (41, NULL, '2026-01-01', NULL), (42, '2026-01-01', NULL, NULL);
-- bad
INSERT INTO spans VALUES (50, '2026-01-02', '2026-01-01', 'b');
UPDATE spans SET last = first - 1 WHERE id = 7;
-- old
SELECT kind FROM spans WHERE id = 2; -- returns a
INSERT INTO spans (id, first, last) VALUES (:n, '2026-01-01', '2026-01-01');
UPDATE spans SET last = '2026-03-01' WHERE id = :n;
SELECT count(*) FROM open_spans; -- returns 1
