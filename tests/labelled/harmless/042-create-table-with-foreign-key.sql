-- label: harmless: a short lock on the table that is referenced, nothing to check (S01)
SET lock_timeout = '2s';
CREATE TABLE customer_notes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    body text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
);
