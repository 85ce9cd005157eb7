CREATE TABLE customers (
    id bigint PRIMARY KEY,
    last_name text NOT NULL,
    first_name text NOT NULL
);
CREATE INDEX customers_last_name_idx ON customers (last_name);
CREATE INDEX customers_full_name_idx ON customers (last_name, first_name);
