-- variant with_a_sequence
-- schema
CREATE SCHEMA billing;
CREATE TABLE invoices (id bigserial PRIMARY KEY, total numeric);
CREATE INDEX invoices_total_idx ON invoices (total);
-- change
ALTER TABLE invoices SET SCHEMA billing;
-- rows
INSERT INTO invoices (total) SELECT n FROM generate_series(1, 40) AS n;
-- unknown
GRANT SELECT ON invoices TO reporting;
-- old
SELECT total FROM invoices WHERE id = 2; -- returns 2
INSERT INTO invoices (id, total) VALUES (:n, 3);

-- variant from_a_schema
-- schema
CREATE SCHEMA app;
CREATE SCHEMA "New home";
CREATE TABLE app."The table" (id bigint PRIMARY KEY, total numeric);
-- change
ALTER TABLE app."The table" SET SCHEMA "New home";
-- rows
INSERT INTO app."The table" SELECT n, n FROM generate_series(1, 40) AS n;
-- unknown
GRANT SELECT ON app."The table" TO reporting;
-- old
SELECT total FROM app."The table" WHERE id = 2; -- returns 2
INSERT INTO app."The table" (id, total) VALUES (:n, 3);
