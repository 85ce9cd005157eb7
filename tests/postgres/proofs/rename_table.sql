-- Referenced, indexed, with a sequence, a trigger, a comment and privileges.
-- variant with_much_on_it
-- schema
CREATE TABLE todos (id serial PRIMARY KEY, title text NOT NULL DEFAULT 'none', parent_id integer REFERENCES todos (id));
CREATE TABLE marks (id bigint PRIMARY KEY, todo_id integer REFERENCES todos (id));
CREATE INDEX todos_title_idx ON todos (title);
CREATE VIEW titles AS SELECT title FROM todos;
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.title := upper(NEW.title); RETURN NEW; END $$;
CREATE TRIGGER loud BEFORE INSERT ON todos FOR EACH ROW EXECUTE FUNCTION shout();
GRANT SELECT, INSERT ON todos TO app;
GRANT USAGE ON SCHEMA public TO app;
GRANT USAGE ON SEQUENCE todos_id_seq TO app;
COMMENT ON TABLE todos IS 'what is to do';
-- change
ALTER TABLE todos RENAME TO tasks;
-- rows
INSERT INTO todos (title) SELECT 'title ' || n % 3 FROM generate_series(1, 40) AS n;
INSERT INTO marks SELECT n, n FROM generate_series(1, 20) AS n;
-- unknown
GRANT DELETE ON todos TO reporting;
-- old
SELECT title FROM todos WHERE id = 2; -- returns TITLE 2
INSERT INTO todos (id, title) VALUES (:n, 'old');
UPDATE todos SET title = DEFAULT WHERE id = :n;
-- new
INSERT INTO tasks (id, title) VALUES (:n, 'new');
SELECT title FROM tasks WHERE id = :n; -- returns NEW
-- both
SET LOCAL ROLE app;
INSERT INTO todos (id) VALUES (:n);
INSERT INTO todos (title) VALUES (DEFAULT);
SELECT title FROM tasks WHERE id = :n; -- returns NONE
