CREATE DOMAIN postal_code AS text;
CREATE TABLE addresses (id bigint PRIMARY KEY, postal_code postal_code);
