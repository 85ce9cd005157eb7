CREATE TABLE carts (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL
);
