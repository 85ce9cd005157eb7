CREATE TABLE order_lines (
    id bigint PRIMARY KEY,
    order_id bigint NOT NULL,
    unit_price numeric(10, 2) NOT NULL
);
