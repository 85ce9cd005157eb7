CREATE TABLE customers (
    id bigint PRIMARY KEY,
    public_id uuid
);
