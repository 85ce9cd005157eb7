-- Unique, over an expression, of some rows only; beside a view and a trigger.
-- variant unique_partial_expression
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted boolean NOT NULL DEFAULT false);
CREATE VIEW living AS SELECT id, email FROM users WHERE NOT deleted;
-- change
CREATE UNIQUE INDEX users_email_key ON users (lower(email)) WHERE NOT deleted;
-- rows
INSERT INTO users SELECT n, 'User' || n FROM generate_series(1, 40) AS n;
INSERT INTO users VALUES (41, 'USER1', true), (42, NULL, false), (43, NULL, false);
-- bad
INSERT INTO users VALUES (50, 'USER2', false);
-- old
SELECT email FROM users WHERE id = 2; -- returns User2
INSERT INTO users (id, email) VALUES (:n, 'user:n');
UPDATE users SET deleted = true WHERE id = :n;

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

-- variant partitioned
-- schema
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- change
CREATE INDEX events_id_idx ON events (id);
-- rows
INSERT INTO events SELECT n, date '2025-06-01' + n * 10 FROM generate_series(1, 40) AS n;
-- old
SELECT at FROM events WHERE id = 1; -- returns 2025-06-11
INSERT INTO events (id, at) VALUES (:n, '2026-01-01');
UPDATE events SET id = -:n WHERE id = :n;
