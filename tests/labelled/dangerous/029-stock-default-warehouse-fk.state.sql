CREATE TABLE warehouses (
    id integer PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE stock_items (
    id bigint PRIMARY KEY,
    quantity integer NOT NULL
);
