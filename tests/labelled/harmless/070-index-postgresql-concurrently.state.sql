CREATE TABLE products (id bigint PRIMARY KEY, attributes jsonb NOT NULL DEFAULT '{}');
