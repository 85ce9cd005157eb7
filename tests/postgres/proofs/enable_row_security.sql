-- variant policies_are_there
-- schema
CREATE TABLE notes (id bigint PRIMARY KEY, owner text);
CREATE POLICY own ON notes USING (owner = current_user);
-- change
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
-- rows
INSERT INTO notes SELECT n, 'o' || n FROM generate_series(1, 40) AS n;
-- unknown
DROP POLICY own ON notes;
-- old
SELECT owner FROM notes WHERE id = 2; -- returns o2
INSERT INTO notes (id, owner) VALUES (:n, 'old');

-- variant in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TABLE app."My notes" (id bigint PRIMARY KEY, owner text);
CREATE POLICY "My notes_everybody" ON app."My notes" FOR SELECT USING (true);
-- change
ALTER TABLE app."My notes" ENABLE ROW LEVEL SECURITY;
-- rows
INSERT INTO app."My notes" SELECT n, 'o' || n FROM generate_series(1, 40) AS n;
-- unknown
DROP POLICY "My notes_everybody" ON app."My notes";
-- old
SELECT owner FROM app."My notes" WHERE id = 2; -- returns o2
INSERT INTO app."My notes" (id, owner) VALUES (:n, 'old');
