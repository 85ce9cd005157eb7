CREATE TABLE deliveries (id bigint PRIMARY KEY, kind text, street text NOT NULL);
