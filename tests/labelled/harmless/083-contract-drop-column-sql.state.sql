CREATE TABLE orders (id bigint PRIMARY KEY, legacy_status smallint, status text NOT NULL);
