-- A plain column, with a default, a check, an index, comments and privileges of its own.
-- variant everything_on_it_in_a_schema
-- schema
CREATE SCHEMA "Main";
CREATE TABLE "Main"."Users" ("Id" bigint PRIMARY KEY, "E mail" text DEFAULT 'none', note text DEFAULT 'new', CONSTRAINT long CHECK (length("E mail") > 3));
CREATE INDEX "Users_mail_idx" ON "Main"."Users" (lower("E mail"));
CREATE VIEW "Main".mails AS SELECT "E mail" FROM "Main"."Users";
COMMENT ON COLUMN "Main"."Users"."E mail" IS 'where to write';
GRANT USAGE ON SCHEMA "Main" TO app;
GRANT SELECT, INSERT, UPDATE ON "Main"."Users" TO app;
-- change
ALTER TABLE "Main"."Users" RENAME COLUMN "E mail" TO "email é";
-- rows
INSERT INTO "Main"."Users" SELECT n, 'user' || n || '@example.org' FROM generate_series(1, 40) AS n;
-- unknown
CREATE FUNCTION lower_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."E mail" := lower(NEW."E mail"); RETURN NEW; END $$; CREATE TRIGGER low BEFORE INSERT ON "Main"."Users" FOR EACH ROW EXECUTE FUNCTION lower_it();
GRANT DELETE ON "Main"."Users" TO reporting;
CREATE PUBLICATION everything FOR TABLE "Main"."Users";
-- old
SELECT "E mail" FROM "Main"."Users" WHERE "Id" = 2; -- returns user2@example.org
INSERT INTO "Main"."Users" ("Id") VALUES (:n);
SELECT "E mail" FROM "Main"."Users" WHERE "Id" = :n; -- returns none
UPDATE "Main"."Users" SET "E mail" = 'older', note = DEFAULT WHERE "Id" = :n;
-- new
SELECT "email é" FROM "Main"."Users" WHERE "Id" = 2; -- returns user2@example.org
INSERT INTO "Main"."Users" ("Id", "email é") VALUES (:n, 'newer');
-- both
SET LOCAL ROLE app;
INSERT INTO "Main"."Users" ("Id", "E mail") VALUES (:n, 'from old');
SELECT "email é" FROM "Main"."Users" WHERE "Id" = :n FOR UPDATE; -- returns from old
UPDATE "Main"."Users" SET "email é" = 'from new' WHERE "Id" = :n;
SELECT "E mail" FROM "Main"."Users" WHERE "Id" = :n; -- returns from new
-- The key by which a table is partitioned, with row level security.
-- variant partition_key
-- since 15
-- schema
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, tenant text DEFAULT 'a') PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON events USING (tenant = 'a');
GRANT USAGE ON SCHEMA public TO app;
GRANT SELECT, INSERT ON events TO app;
-- change
ALTER TABLE events RENAME COLUMN at TO happened_at;
-- rows
INSERT INTO events SELECT n, date '2025-06-01' + n, CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END FROM generate_series(1, 400) AS n;
-- unknown
GRANT DELETE ON events TO reporting;
CREATE PUBLICATION everything FOR TABLE events WITH (publish_via_partition_root);
CREATE PUBLICATION by_partitions FOR TABLE events;
CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := NEW.at + 1; RETURN NEW; END $$; CREATE TRIGGER later BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION later();
-- old
SELECT count(*) FROM events WHERE at < '2026-01-01' AND id > 0; -- returns 213
INSERT INTO events (id, at) VALUES (-:n, '2026-05-05');
-- new
SELECT count(*) FROM events WHERE happened_at < '2026-01-01' AND id > 0; -- returns 213
INSERT INTO events (id, happened_at) VALUES (-:n, '2026-05-05');
-- both
SET LOCAL ROLE app;
SELECT count(*) FROM events WHERE tenant = 'b'; -- returns 0
