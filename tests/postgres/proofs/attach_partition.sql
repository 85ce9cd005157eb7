-- variant keys_and_indexes
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, user_id bigint REFERENCES users (id), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE INDEX events_user_idx ON events (user_id);
CREATE TABLE old_events (id bigint, day date, user_id bigint);
-- change
ALTER TABLE events ATTACH PARTITION old_events FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO old_events SELECT n, '2024-01-01', n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO old_events VALUES (50, '2026-01-01', 1);
INSERT INTO old_events VALUES (50, '2024-01-01', 1000);
INSERT INTO old_events VALUES (NULL, '2024-01-01', 1);
INSERT INTO old_events VALUES (50, NULL, 1);
INSERT INTO old_events VALUES (2, '2024-01-01', 1);
-- naive
ALTER TABLE old_events ALTER COLUMN id SET NOT NULL, ALTER COLUMN day SET NOT NULL;
ALTER TABLE events ATTACH PARTITION old_events FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
-- old
SELECT user_id FROM old_events WHERE id = 2; -- returns 2
INSERT INTO old_events (id, day, user_id) VALUES (:n, '2023-01-01', 3);

-- variant by_list
-- schema
CREATE SCHEMA app;
CREATE TABLE app.notes (id bigint, lang text) PARTITION BY LIST (lang);
CREATE TABLE app."Notes de" (id bigint, lang text);
-- change
ALTER TABLE app.notes ATTACH PARTITION app."Notes de" FOR VALUES IN ('de');
-- rows
INSERT INTO app."Notes de" SELECT n, 'de' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app."Notes de" VALUES (50, 'en');
-- old
SELECT lang FROM app."Notes de" WHERE id = 2; -- returns de
INSERT INTO app."Notes de" (id, lang) VALUES (:n, 'de');
-- A default partition holds what is in no other.
-- variant beside_a_default
-- schema
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, note text) PARTITION BY RANGE (day);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2026 (id bigint NOT NULL, day date NOT NULL, note text);
-- change
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- rows
INSERT INTO events SELECT n, date '2024-06-01' + n, 'note ' || n FROM generate_series(1, 300) AS n;
INSERT INTO events_2026 SELECT n, date '2026-01-01' + n, 'note ' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO events_2026 VALUES (0, '2027-06-01', 'late');
INSERT INTO events VALUES (0, '2026-06-01', 'in the rest');
-- old
SELECT count(*) FROM events WHERE day < '2025-01-01' AND id > 0; -- returns 213
INSERT INTO events VALUES (-:n, '2024-06-01', 'old');
UPDATE events SET note = 'older' WHERE id = -:n;
-- end
INSERT INTO events VALUES (-:n, '2026-06-01', 'new');
-- A list, and a default partition beside it.
-- variant list_beside_a_default
-- schema
CREATE TABLE people (id bigint NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE people_rest PARTITION OF people DEFAULT;
CREATE TABLE people_eu (id bigint NOT NULL, region text NOT NULL);
-- change
ALTER TABLE people ATTACH PARTITION people_eu FOR VALUES IN ('eu');
-- rows
INSERT INTO people SELECT n, 'us' FROM generate_series(1, 40) AS n;
INSERT INTO people_eu SELECT n, 'eu' FROM generate_series(41, 60) AS n;
-- bad
INSERT INTO people VALUES (0, 'eu');
INSERT INTO people_eu VALUES (0, 'us');
-- old
SELECT count(*) FROM people WHERE region = 'us' AND id > 0; -- returns 40
INSERT INTO people VALUES (-:n, 'us');

-- variant keys_of_the_parent
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, user_id bigint REFERENCES users (id), code text NOT NULL, PRIMARY KEY (id, day), UNIQUE (code, day)) PARTITION BY RANGE (day);
CREATE TABLE old_events (id bigint NOT NULL, day date NOT NULL, user_id bigint, code text NOT NULL);
-- change
ALTER TABLE events ATTACH PARTITION old_events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 40) AS n;
INSERT INTO old_events SELECT n, date '2024-01-01' + n, n, 'c' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO old_events VALUES (50, '2026-01-01', 1, 'x');
INSERT INTO old_events VALUES (50, '2024-06-01', 1000, 'x');
INSERT INTO old_events VALUES (2, '2024-01-03', 1, 'y');
INSERT INTO old_events VALUES (50, '2024-01-03', 1, 'c2');
-- old
SELECT user_id FROM old_events WHERE id = 2; -- returns 2
INSERT INTO old_events (id, day, user_id, code) VALUES (:n, '2024-11-01', 3, 'n' || :n);
