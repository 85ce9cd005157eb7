-- label: dangerous: without the default the running release's inserts fail (C02)
BEGIN;
ALTER TABLE subscriptions ADD COLUMN renewals integer NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ALTER COLUMN renewals DROP DEFAULT;
COMMIT;
