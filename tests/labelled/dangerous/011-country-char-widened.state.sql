CREATE TABLE addresses (
    id bigint PRIMARY KEY,
    street text NOT NULL,
    country char(2) NOT NULL
);
