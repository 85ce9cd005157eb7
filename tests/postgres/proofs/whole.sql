-- Seven changes, most of them of one table, each with steps of its own.
-- variant seven_on_three_tables
-- schema
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, age integer, team_id bigint, bio varchar(20));
CREATE INDEX users_phone_idx ON users (phone);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total integer, state text);
-- change
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD CONSTRAINT users_age CHECK (age >= 0);
ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);
CREATE INDEX orders_user_id_idx ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE orders ADD CONSTRAINT orders_total_key UNIQUE (total);
ALTER TABLE users ADD COLUMN note text;
-- rows
INSERT INTO teams SELECT n, 'team ' || n FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, 'u' || n, '555' || n, n, n % 5 + 1, 'bio' FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n, n, 'open' FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO users (id) VALUES (50);
INSERT INTO users (id, email, age) VALUES (50, 'x', -1);
INSERT INTO users (id, email, team_id) VALUES (50, 'x', 1000);
INSERT INTO orders (id, user_id) VALUES (50, 1000);
INSERT INTO orders (id, total) VALUES (50, 2);
-- old
SELECT email FROM users WHERE id = 2; -- returns u2
INSERT INTO users (id, email, age, team_id) VALUES (:n, 'old', 3, 1);
INSERT INTO orders (id, user_id, total) VALUES (:n, 2, :n);
UPDATE users SET age = 4 WHERE id = :n;
-- end
INSERT INTO users (id, email, note) VALUES (:n, 'new', 'text');
-- differs
index * ON public.users USING btree (team_id)

-- Changes of one column that follow each other, and one that needs another's end.
-- variant one_after_the_other
-- schema
CREATE SCHEMA app;
CREATE TABLE app."Users" (id bigint PRIMARY KEY, mail text, age integer, born date);
CREATE TABLE app.notes (id bigint PRIMARY KEY, body text);
-- change
ALTER TABLE app."Users" ADD COLUMN "Team" bigint;
CREATE INDEX "Users by team" ON app."Users" ("Team");
UPDATE app."Users" SET "Team" = id WHERE "Team" IS NULL;
ALTER TABLE app."Users" ALTER COLUMN age TYPE bigint;
ALTER TABLE app."Users" ADD CONSTRAINT adult CHECK (age > 0);
CREATE UNIQUE INDEX "Users by mail" ON app."Users" (mail);
ALTER TABLE app.notes ALTER COLUMN body SET NOT NULL;
-- rows
INSERT INTO app."Users" SELECT n, 'm' || n, n, '2000-01-01' FROM generate_series(1, 40) AS n;
INSERT INTO app.notes SELECT n, 'n' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO app."Users" (id, mail) VALUES (50, 'm2');
INSERT INTO app."Users" (id, age) VALUES (50, -1);
INSERT INTO app.notes (id) VALUES (50);
-- old
SELECT mail FROM app."Users" WHERE id = 2; -- returns m2
INSERT INTO app."Users" (id, mail, age) VALUES (:n, 'old :n', 5);
UPDATE app."Users" SET age = 6 WHERE id = :n;
INSERT INTO app.notes (id, body) VALUES (:n, 'old');
-- differs
values app."Users"."Team"

-- Columns that come and go while two fills run on one table.
-- variant two_fills_of_one_table
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, locale text, seen timestamp);
CREATE TABLE sessions (id bigint PRIMARY KEY, user_id bigint, token text);
CREATE INDEX sessions_token_idx ON sessions (token);
-- change
ALTER TABLE users RENAME COLUMN locale TO language;
UPDATE users SET phone = '' WHERE phone IS NULL;
ALTER TABLE users ALTER COLUMN phone SET NOT NULL;
ALTER TABLE sessions DROP COLUMN token;
ALTER TABLE sessions ADD CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
-- rows
INSERT INTO users SELECT n, 'u' || n, nullif('5' || n, '57'), 'de', '2026-01-01' FROM generate_series(1, 40) AS n;
INSERT INTO sessions SELECT n, n, 't' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO sessions (id, user_id) VALUES (50, 1000);
-- old
SELECT locale FROM users WHERE id = 2; -- returns de
INSERT INTO users (id, phone, locale) VALUES (:n, '1', 'en');
INSERT INTO sessions (id, user_id, token) VALUES (:n, 3, 'x');
-- new
SELECT language FROM users WHERE id = 2; -- returns de
INSERT INTO users (id, phone, language) VALUES (-:n, '1', 'fr');
INSERT INTO sessions (id, user_id) VALUES (-:n, 3);
-- differs
index * ON public.sessions USING btree (user_id)

-- A new table, what refers to it, and changes that have nothing to do with it.
-- variant a_new_table_and_old_ones
-- schema
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id integer PRIMARY KEY, mood text NOT NULL DEFAULT 'ok', age smallint);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer CONSTRAINT orders_user REFERENCES users (id), gone text);
CREATE INDEX orders_gone_idx ON orders (gone);
-- change
CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams (id);
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();
ALTER TABLE users ALTER COLUMN age TYPE integer;
ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;
DROP INDEX orders_gone_idx;
-- rows
INSERT INTO users SELECT n, 'ok', n FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT n, n, 'g' || n FROM generate_series(1, 40) AS n;
-- bad
INSERT INTO orders (id) VALUES (50);
-- old
SELECT age FROM users WHERE id = 2; -- returns 2
INSERT INTO users (id, age) VALUES (:n, 3);
INSERT INTO orders (id, user_id, gone) VALUES (:n, 2, 'old');
UPDATE users SET age = 4 WHERE id = :n;
-- end
INSERT INTO teams (id, name) VALUES (:n, 'new');
UPDATE users SET team_id = :n WHERE id = 3;
-- differs
values public.users.token
