CREATE TABLE order_lines (
    id bigint PRIMARY KEY,
    quantity integer NOT NULL,
    price_cents bigint NOT NULL,
    discount_cents bigint NOT NULL DEFAULT 0,
    total_cents bigint GENERATED ALWAYS AS (quantity * price_cents) STORED
);
