-- variant exclusion_constraint
-- schema
CREATE TABLE stays (id bigint PRIMARY KEY, days int4range);
-- change
CREATE TABLE stays_new (id bigint PRIMARY KEY, days int4range, CONSTRAINT apart EXCLUDE USING gist (days WITH &&));
INSERT INTO stays_new (id, days) SELECT id, days FROM stays;
DROP TABLE stays;
ALTER TABLE stays_new RENAME TO stays;
-- rows
INSERT INTO stays SELECT n, int4range(n * 10, n * 10 + 5) FROM generate_series(1, 40) AS n;
-- old
SELECT lower(days) FROM stays WHERE id = 2; -- returns 20
INSERT INTO stays (id, days) VALUES (:n, int4range(:n * 10, :n * 10 + 1));
UPDATE stays SET days = NULL WHERE id = :n;
-- differs
back constraint *_not_null on public.stays NOT NULL *

-- variant kept_with_a_sequence
-- schema
CREATE SCHEMA app;
CREATE TABLE app.events (id bigserial PRIMARY KEY, what text);
-- change
CREATE TABLE app.events_hashed (id bigint NOT NULL DEFAULT nextval('app.events_id_seq') PRIMARY KEY, what text) PARTITION BY HASH (id);
CREATE TABLE app.events_h0 PARTITION OF app.events_hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.events_h1 PARTITION OF app.events_hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO app.events_hashed SELECT id, what FROM app.events;
ALTER TABLE app.events RENAME TO events_before;
ALTER TABLE app.events_hashed RENAME TO events;
-- rows
INSERT INTO app.events (what) SELECT 'e' || n FROM generate_series(1, 40) AS n;
-- old
SELECT what FROM app.events WHERE id = 2; -- returns e2
INSERT INTO app.events (id, what) VALUES (:n, 'old');
UPDATE app.events SET what = 'older' WHERE id = :n;
-- differs
sequence app.events_id_seq * owned by *

-- variant partitioned_already
-- schema
CREATE TABLE events (id bigint, happened date NOT NULL, what text, PRIMARY KEY (id, happened)) PARTITION BY RANGE (happened);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM ('2025-07-01') TO ('2027-01-01');
-- change
CREATE TABLE events_hashed (id bigint, happened date NOT NULL, what text, PRIMARY KEY (id, happened)) PARTITION BY HASH (id);
CREATE TABLE events_h0 PARTITION OF events_hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_h1 PARTITION OF events_hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO events_hashed SELECT * FROM events;
ALTER TABLE events RENAME TO events_by_date;
ALTER TABLE events_hashed RENAME TO events;
-- rows
INSERT INTO events SELECT n, date '2025-06-01' + n * 3, 'event ' || n FROM generate_series(1, 40) AS n;
-- old
SELECT what FROM events WHERE id = 2; -- returns event 2
INSERT INTO events (id, happened, what) VALUES (:n, '2026-02-03', 'old');
UPDATE events SET what = 'older' WHERE id = :n;
UPDATE events SET happened = '2025-02-03' WHERE id = :n;
