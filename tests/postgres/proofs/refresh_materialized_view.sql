-- variant in_a_schema
-- schema
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, user_id bigint);
CREATE MATERIALIZED VIEW app."By user" AS SELECT user_id, count(*) AS orders FROM app.orders GROUP BY user_id;
CREATE UNIQUE INDEX ON app."By user" (user_id);
-- change
REFRESH MATERIALIZED VIEW app."By user";
-- rows
INSERT INTO app.orders SELECT n, n % 7 FROM generate_series(1, 40) AS n;
-- unknown
REFRESH MATERIALIZED VIEW app."By user" WITH NO DATA;
DROP INDEX app."By user_user_id_idx";
-- old
SELECT count(*) FROM app.orders WHERE id = 2; -- returns 1
-- end
SELECT orders FROM app."By user" WHERE user_id = 2; -- returns 6

-- variant two_columns
-- schema
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, day date);
CREATE MATERIALIZED VIEW daily AS SELECT user_id, day, count(*) AS orders FROM orders GROUP BY user_id, day;
CREATE UNIQUE INDEX daily_key ON daily (user_id, day);
-- change
REFRESH MATERIALIZED VIEW daily;
-- rows
INSERT INTO orders SELECT n, n % 7, '2026-01-01' FROM generate_series(1, 40) AS n;
-- unknown
REFRESH MATERIALIZED VIEW daily WITH NO DATA;
DROP INDEX daily_key;
-- old
SELECT user_id FROM orders WHERE id = 2; -- returns 2
-- end
SELECT orders FROM daily WHERE user_id = 2; -- returns 6
