CREATE TYPE order_status AS ENUM ('new', 'paid', 'canceled');
CREATE TABLE orders (id bigint PRIMARY KEY, status order_status NOT NULL DEFAULT 'new');
