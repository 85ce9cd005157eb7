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
