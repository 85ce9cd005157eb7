CREATE TABLE allowed_networks (
    id bigint PRIMARY KEY,
    network cidr NOT NULL
);
