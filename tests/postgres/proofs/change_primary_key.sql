-- variant nullable_column
-- schema
CREATE TABLE tags (id bigint PRIMARY KEY, name text);
-- change
ALTER TABLE tags DROP CONSTRAINT tags_pkey;
ALTER TABLE tags ADD PRIMARY KEY (name);
-- rows
INSERT INTO tags SELECT n, 'tag' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO tags VALUES (50, NULL);
INSERT INTO tags VALUES (50, 'tag2');
-- old
SELECT name FROM tags WHERE id = 2; -- returns tag2
INSERT INTO tags (id, name) VALUES (:n, 'old:n');
UPDATE tags SET name = 'older:n' WHERE id = :n;

-- variant another_name_in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TABLE app.visits (id bigint CONSTRAINT visit_key PRIMARY KEY, place integer NOT NULL, day date NOT NULL);
CREATE INDEX visits_day_idx ON app.visits (day);
-- change
ALTER TABLE app.visits DROP CONSTRAINT visit_key, ADD CONSTRAINT visit_place PRIMARY KEY (place, day);
-- rows
INSERT INTO app.visits SELECT n, n, '2026-01-01' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app.visits VALUES (50, 2, '2026-01-01');
-- old
SELECT place FROM app.visits WHERE id = 2; -- returns 2
INSERT INTO app.visits (id, place, day) VALUES (:n, :n, '2026-01-02');
