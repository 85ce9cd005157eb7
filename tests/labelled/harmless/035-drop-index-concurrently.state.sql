CREATE TABLE orders (id bigint PRIMARY KEY, legacy_status smallint);
CREATE INDEX orders_legacy_status_idx ON orders (legacy_status);
