CREATE TABLE products (
    id bigint PRIMARY KEY,
    sku varchar(64) NOT NULL,
    title text NOT NULL
);
