-- label: dangerous: a stored generated column is computed for every row, under a rewrite (C06)
ALTER TABLE order_lines
    ADD COLUMN total_cents bigint GENERATED ALWAYS AS (quantity * price_cents) STORED;
