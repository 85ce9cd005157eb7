-- variant fewer_digits
-- schema
CREATE TABLE prices (id bigint PRIMARY KEY, price numeric(12,2) NOT NULL);
CREATE INDEX prices_price_idx ON prices (price);
-- change
ALTER TABLE prices ALTER COLUMN price TYPE numeric(8,2);
-- rows
INSERT INTO prices SELECT n, n * 1.25 FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO prices VALUES (50, 1000000);
-- old
SELECT price FROM prices WHERE id = 2; -- returns 2.50
INSERT INTO prices (id, price) VALUES (:n, 999999.99);
UPDATE prices SET price = -1 WHERE id = :n;
-- differs
column public.prices.price *
constraint prices_price_limit on public.prices CHECK *

-- variant smaller_integer
-- schema
CREATE TABLE counts (id bigint PRIMARY KEY, hits bigint);
-- change
ALTER TABLE counts ALTER COLUMN hits TYPE integer;
-- rows
INSERT INTO counts SELECT n, nullif(n, 7) FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO counts VALUES (50, 2147483648);
-- old
SELECT hits FROM counts WHERE id = 2; -- returns 2
INSERT INTO counts (id, hits) VALUES (:n, 2147483647);
UPDATE counts SET hits = NULL WHERE id = :n;
-- differs
column public.counts.hits *
constraint counts_hits_limit on public.counts CHECK *
