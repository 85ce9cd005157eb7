-- Unique, partial, covering: it must come back as it was.
-- variant unique_partial_covering
-- schema
CREATE SCHEMA sales;
CREATE TABLE sales.offers (id bigint PRIMARY KEY, code text, price numeric, open boolean);
CREATE UNIQUE INDEX offers_code_key ON sales.offers (lower(code) DESC, price) INCLUDE (id) WHERE open;
-- change
DROP INDEX sales.offers_code_key;
-- rows
INSERT INTO sales.offers SELECT n, 'Code' || n, n, n % 2 = 0 FROM generate_series(1, 40) AS n;
INSERT INTO sales.offers VALUES (41, NULL, NULL, NULL);
-- old
SELECT code FROM sales.offers WHERE id = 2; -- returns Code2
INSERT INTO sales.offers (id, code) VALUES (:n, 'old');
