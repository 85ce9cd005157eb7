-- label: harmless: a virtual column stores nothing (C06)
SET lock_timeout = '2s';
ALTER TABLE order_lines
    ADD COLUMN total_cents bigint GENERATED ALWAYS AS (quantity * price_cents) VIRTUAL;
