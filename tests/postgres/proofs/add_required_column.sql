-- A value of its own for each row; then numbers from a sequence.
-- variant with_a_volatile_default
-- schema
CREATE TABLE owners (id bigint PRIMARY KEY);
CREATE TABLE pets (id bigint PRIMARY KEY, name text);
CREATE VIEW pet_names AS SELECT name FROM pets;
-- change
ALTER TABLE pets ADD COLUMN tag uuid NOT NULL DEFAULT gen_random_uuid();
-- rows
INSERT INTO pets SELECT n, 'pet ' || n % 3 FROM generate_series(1, 40) AS n;
INSERT INTO pets VALUES (41, NULL);
-- old
SELECT name FROM pets WHERE id = 2; -- returns pet 2
INSERT INTO pets (id, name) VALUES (:n, 'old');
UPDATE pets SET name = NULL WHERE id = :n;
-- new
INSERT INTO pets (id, tag) VALUES (:n, gen_random_uuid());
UPDATE pets SET name = 'new' WHERE id = :n;
-- differs
values public.pets.tag

-- variant todos_completed_at
-- schema
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title varchar(200) NOT NULL,
    completed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX todos_user_id_idx ON todos (user_id);
-- change
ALTER TABLE todos ADD COLUMN completed_at timestamptz NOT NULL;
-- rows
INSERT INTO users SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO todos SELECT n, n % 5 + 1, 'title ' || n % 7, n % 2 = 0, '2026-01-01' FROM generate_series(1, 40) AS n;
-- naive
ALTER TABLE todos ADD COLUMN completed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE todos ALTER COLUMN completed_at DROP DEFAULT;
-- old
SELECT title FROM todos WHERE id = 2; -- returns title 2
INSERT INTO todos (id, user_id, title, created_at) VALUES (:n, 1, 'old', '2026-01-02');
UPDATE todos SET completed = true WHERE id = :n;
-- new
INSERT INTO todos (id, user_id, title, created_at, completed_at) VALUES (:n, 1, 'new', '2026-01-02', '2026-01-03');
UPDATE todos SET completed = true, completed_at = '2026-01-04' WHERE id = :n;
-- differs
values public.todos.completed_at
