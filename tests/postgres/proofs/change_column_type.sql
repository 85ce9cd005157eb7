-- A primary key from a sequence, referenced twice, in an index with others.
-- variant serial_key_to_bigint
-- schema
CREATE TABLE users (id serial PRIMARY KEY, name text, tenant integer);
CREATE INDEX users_tenant_id_idx ON users (tenant, id DESC) WHERE tenant IS NOT NULL;
CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer REFERENCES users (id) ON DELETE CASCADE);
CREATE INDEX orders_user_id_idx ON orders (user_id);
CREATE TABLE logins (user_id integer NOT NULL, at timestamptz, CONSTRAINT login_user FOREIGN KEY (user_id) REFERENCES users (id));
GRANT SELECT ON users TO reporting;
-- change
ALTER TABLE users ALTER COLUMN id TYPE bigint;
-- rows
INSERT INTO users (name, tenant) SELECT 'user ' || n, nullif(n % 5, 0) FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 40) AS n;
INSERT INTO orders VALUES (41, NULL);
INSERT INTO logins SELECT n, '2026-01-01' FROM generate_series(1, 10) AS n;
-- unknown
ALTER TABLE users ALTER COLUMN id SET STATISTICS 7;
-- old
SELECT name FROM users WHERE id = 2; -- returns user 2
INSERT INTO users (id, name) VALUES (:n, 'old');
INSERT INTO orders (id, user_id) VALUES (:n, :n);
UPDATE users SET name = 'older' WHERE id = :n;
-- end
INSERT INTO users (id, name) VALUES (3000000000 + :n, 'new');
-- differs
sequence public.users_id_seq *

-- variant text_gets_a_limit
-- schema
CREATE TABLE parts (id bigint PRIMARY KEY, size text, weight text CHECK (weight <> ''), CONSTRAINT sized CHECK (size IS NULL OR length(size) > 0));
CREATE UNIQUE INDEX parts_weight_key ON parts (weight);
-- change
ALTER TABLE parts ALTER COLUMN weight TYPE varchar(20);
-- rows
INSERT INTO parts SELECT n, nullif(n % 4, 0)::text, 'w' || n FROM generate_series(1, 40) AS n;
INSERT INTO parts VALUES (41, NULL, NULL), (42, NULL, NULL);
-- bad
INSERT INTO parts VALUES (50, NULL, 'far longer than twenty characters');
INSERT INTO parts VALUES (50, NULL, rpad('w1', 25)), (51, NULL, rpad('w1', 26));
-- unknown
COMMENT ON COLUMN parts.weight IS 'by hand';
-- old
SELECT weight FROM parts WHERE id = 2; -- returns w2
INSERT INTO parts (id, size, weight) VALUES (:n, '1', 'w:n');
UPDATE parts SET weight = NULL WHERE id = :n;

-- variant using_an_expression
-- schema
CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp NOT NULL DEFAULT now(), seconds text);
CREATE INDEX visits_at_idx ON visits (at);
COMMENT ON COLUMN visits.at IS 'in UTC';
ALTER TABLE visits ALTER COLUMN at SET STATISTICS 500;
GRANT SELECT (at), UPDATE (at) ON visits TO reporting;
-- change
ALTER TABLE visits ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';
-- rows
INSERT INTO visits SELECT n, timestamp '2026-01-01' + n * interval '1 hour', NULL FROM generate_series(1, 40) AS n;
-- unknown
GRANT INSERT (at) ON visits TO app;
-- old
SELECT count(*) FROM visits WHERE at >= '2026-01-01 03:00'; -- returns 38
INSERT INTO visits (id, at) VALUES (:n, '2025-01-01');
UPDATE visits SET seconds = '7' WHERE id = :n;

-- variant identity_key
-- schema
CREATE TABLE jobs (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, done boolean);
-- change
ALTER TABLE jobs ALTER COLUMN id TYPE bigint;
-- rows
INSERT INTO jobs (done) SELECT n % 2 = 0 FROM generate_series(1, 40) AS n;
-- unknown
COMMENT ON COLUMN jobs.id IS 'by hand';
-- old
SELECT done FROM jobs WHERE id = 2; -- returns t
INSERT INTO jobs (id, done) OVERRIDING SYSTEM VALUE VALUES (:n, false);
UPDATE jobs SET done = true WHERE id = :n;
-- end
INSERT INTO jobs (done) VALUES (true);
-- differs
constraint * on public.jobs NOT NULL id
back constraint * on public.jobs NOT NULL id

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
