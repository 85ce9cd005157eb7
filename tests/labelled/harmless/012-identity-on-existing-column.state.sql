CREATE TABLE routes (
    id bigint PRIMARY KEY,
    name text NOT NULL
);
