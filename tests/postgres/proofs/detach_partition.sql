-- variant by_list
-- since 14
-- schema
CREATE SCHEMA app;
CREATE TABLE app.notes (id bigint, lang text) PARTITION BY LIST (lang);
CREATE TABLE app."Notes de" PARTITION OF app.notes FOR VALUES IN ('de');
CREATE TABLE app.notes_en PARTITION OF app.notes FOR VALUES IN ('en');
-- change
ALTER TABLE app.notes DETACH PARTITION app."Notes de";
-- rows
INSERT INTO app.notes SELECT n, 'de' FROM generate_series(1, 40) AS n;
-- old
SELECT lang FROM app."Notes de" WHERE id = 2; -- returns de
INSERT INTO app.notes (id, lang) VALUES (:n, 'en');
-- differs
constraint * CHECK *
back constraint * CHECK *

-- variant with_a_key
-- since 14
-- schema
CREATE TABLE events (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- change
ALTER TABLE events DETACH PARTITION events_a;
-- rows
INSERT INTO events SELECT n, '2025-05-05' FROM generate_series(1, 40) AS n;
-- old
SELECT day FROM events_a WHERE id = 2; -- returns 2025-05-05
-- differs
constraint * CHECK *
back constraint * CHECK *
