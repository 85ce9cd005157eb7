-- variant merged_table
-- schema
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE profiles (user_id bigint PRIMARY KEY REFERENCES users (id), bio text, photo text);
-- change
ALTER TABLE users ADD COLUMN bio text;
ALTER TABLE users ADD COLUMN photo text;
UPDATE users SET bio = p.bio, photo = p.photo FROM profiles AS p WHERE p.user_id = users.id;
DROP TABLE profiles;
-- rows
INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
INSERT INTO profiles SELECT n, 'bio ' || n, NULL FROM generate_series(1, 30) AS n;
-- unknown
SET LOCAL session_replication_role = replica; UPDATE users SET photo = 'unseen' WHERE id = 3;
-- old
SELECT bio FROM profiles WHERE user_id = 2; -- returns bio 2
INSERT INTO users (id, email) VALUES (:n, 'old');
INSERT INTO profiles (user_id, bio) VALUES (:n, 'old');
UPDATE profiles SET photo = 'x' WHERE user_id = :n;
-- end
SELECT bio FROM users WHERE id = 2; -- returns bio 2

-- variant by_a_subquery
-- schema
CREATE SCHEMA app;
CREATE TABLE app.users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE app.orders (id bigint PRIMARY KEY, user_id bigint);
-- change
ALTER TABLE app.orders ADD COLUMN email text;
UPDATE app.orders SET email = (SELECT lower(u.email) FROM app.users AS u WHERE u.id = orders.user_id);
ALTER TABLE app.users DROP COLUMN email;
-- rows
INSERT INTO app.users SELECT n, 'USER' || n FROM generate_series(1, 40) AS n;
INSERT INTO app.orders SELECT n, nullif(n, 7) FROM generate_series(1, 40) AS n;
-- old
SELECT email FROM app.users WHERE id = 2; -- returns USER2
INSERT INTO app.users (id, email) VALUES (:n, 'OLD');
INSERT INTO app.orders (id, user_id) VALUES (:n, :n);
UPDATE app.users SET email = 'OLDER' WHERE id = :n;
-- end
SELECT email FROM app.orders WHERE id = 2; -- returns user2
-- differs
beside only * app.orders: {"id": 19,*
beside only * app.orders: {"id": 2,*

-- variant without_a_key
-- schema
CREATE TABLE users (id bigint UNIQUE, email text);
CREATE TABLE notes (user_id bigint, body text) PARTITION BY HASH (user_id);
CREATE TABLE notes_a PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE notes_b PARTITION OF notes FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- change
ALTER TABLE notes ADD COLUMN email text;
UPDATE notes SET email = users.email FROM users WHERE users.id = notes.user_id;
ALTER TABLE users DROP COLUMN email;
-- rows
INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 40) AS n;
INSERT INTO notes SELECT n, 'note ' || n FROM generate_series(1, 40) AS n;
-- unknown
SET LOCAL session_replication_role = replica; UPDATE notes SET email = 'unseen' WHERE user_id = 3;
-- old
SELECT email FROM users WHERE id = 2; -- returns user2
INSERT INTO users (id, email) VALUES (:n, 'old');
INSERT INTO notes (user_id, body) VALUES (:n, 'old');
UPDATE users SET email = 'older' WHERE id = :n;
-- end
SELECT email FROM notes WHERE user_id = 2; -- returns user2
-- differs
beside only * public.notes*: *"user_id": 19}
beside only * public.notes*: *"user_id": 2}
