-- variant unique_with_the_key
-- schema
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_b PARTITION OF events DEFAULT;
-- change
CREATE UNIQUE INDEX events_key ON events (id, day);
-- rows
INSERT INTO events SELECT n, date '2025-06-01' + n * 10 FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO events VALUES (2, '2025-06-21');
INSERT INTO events VALUES (30, '2026-03-28');
-- old
SELECT count(*) FROM events WHERE id = 2; -- returns 1
INSERT INTO events (id, day) VALUES (:n, '2027-01-01');

-- variant by_list_with_an_expression
-- schema
CREATE TABLE notes (id bigint, lang text, body text) PARTITION BY LIST (lang);
CREATE TABLE notes_de PARTITION OF notes FOR VALUES IN ('de');
CREATE TABLE notes_en PARTITION OF notes FOR VALUES IN ('en');
-- change
CREATE INDEX notes_body_idx ON notes (lower(body), id);
-- rows
INSERT INTO notes SELECT n, CASE n % 2 WHEN 0 THEN 'de' ELSE 'en' END, 'B' || n FROM generate_series(1, 40) AS n;
-- old
SELECT body FROM notes WHERE id = 2; -- returns B2
INSERT INTO notes (id, lang) VALUES (:n, 'de');

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
