CREATE DOMAIN email_address AS text CHECK (VALUE LIKE '%_@_%');
CREATE TABLE contacts (
    id bigint PRIMARY KEY,
    name text NOT NULL
);
