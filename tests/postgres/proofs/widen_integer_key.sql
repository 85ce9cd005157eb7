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
-- differs
constraint * on public.jobs NOT NULL id
back constraint * on public.jobs NOT NULL id
values public.jobs.id

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
