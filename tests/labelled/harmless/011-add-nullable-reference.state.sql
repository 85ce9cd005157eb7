CREATE TABLE couriers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL);
