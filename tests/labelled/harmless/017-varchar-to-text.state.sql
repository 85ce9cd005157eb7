CREATE TABLE carriers (
    id bigint PRIMARY KEY,
    contact varchar(80)
);
