CREATE TABLE addresses (
    id bigint PRIMARY KEY,
    street text NOT NULL,
    state text NOT NULL
);
