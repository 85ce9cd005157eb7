CREATE TABLE orders (id bigint PRIMARY KEY, total_cents bigint NOT NULL);
ALTER TABLE orders ADD CONSTRAINT orders_total_not_negative CHECK (total_cents >= 0) NOT VALID;
