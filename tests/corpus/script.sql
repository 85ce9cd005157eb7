-- Written by hand, run by hand.
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE "Order Items" ADD COLUMN "größe" text NOT NULL DEFAULT 'L', DROP COLUMN weight;
CREATE INDEX CONCURRENTLY ix_broken ON "Order Items" (weight);
COMMIT;

CREATE TYPE mood AS ENUM ('happy', 'so-so 😀');
ALTER TYPE mood ADD VALUE 'sad';
DO $body$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'x') THEN
    CREATE TABLE x (id int);
  END IF;
END $body$;
UPDATE accounts SET nickname = 'a;b' WHERE nickname IS NULL;
ALTER TABLE accounts ALTER COLUMN id TYPE bigint
ALTER TABLE accounts DROP COLUM oops;
DROP TABLE accounts CASCADE
