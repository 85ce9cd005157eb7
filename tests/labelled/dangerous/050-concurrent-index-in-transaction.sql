-- label: dangerous: CONCURRENTLY is refused inside a transaction, the migration always fails (X02)
BEGIN;
CREATE INDEX CONCURRENTLY payments_paid_at_idx ON payments (paid_at);
COMMIT;
