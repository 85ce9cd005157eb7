-- Over two columns, one of them NULL; the index is there already.
-- variant composite_with_an_index
-- schema
CREATE TABLE accounts (tenant integer, number integer, PRIMARY KEY (tenant, number));
CREATE TABLE payments (id bigint PRIMARY KEY, tenant integer, number integer, note text);
CREATE INDEX payments_account_idx ON payments (tenant, number);
COMMENT ON TABLE payments IS 'all of them';
-- change
ALTER TABLE payments ADD CONSTRAINT payments_account_fkey FOREIGN KEY (tenant, number) REFERENCES accounts (tenant, number) ON DELETE CASCADE;
-- rows
INSERT INTO accounts SELECT n % 3, n FROM generate_series(1, 20) AS n;
INSERT INTO payments SELECT n, n % 3, n, 'note' FROM generate_series(1, 20) AS n;
INSERT INTO payments VALUES (41, NULL, 99, NULL), (42, 99, NULL, NULL);
-- bad
INSERT INTO payments VALUES (50, 9, 9, 'nobody');
-- old
SELECT number FROM payments WHERE id = 2; -- returns 2
INSERT INTO accounts (tenant, number) VALUES (1, :n);
INSERT INTO payments (id, tenant, number) VALUES (:n, 1, :n);
UPDATE payments SET note = 'paid' WHERE id = :n;

-- variant unnamed_to_itself
-- schema
CREATE TABLE nodes (id bigint PRIMARY KEY, parent_id bigint);
-- change
ALTER TABLE nodes ADD FOREIGN KEY (parent_id) REFERENCES nodes;
-- rows
INSERT INTO nodes SELECT n, nullif(n / 2, 0) FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO nodes VALUES (50, 999);
-- old
SELECT parent_id FROM nodes WHERE id = 9; -- returns 4
INSERT INTO nodes (id, parent_id) VALUES (:n, 1);
UPDATE nodes SET parent_id = :n WHERE id = :n;
-- differs
index * ON public.nodes USING btree (parent_id)
