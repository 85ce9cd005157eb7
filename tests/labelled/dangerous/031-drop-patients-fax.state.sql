CREATE TABLE patients (
    id bigint PRIMARY KEY,
    full_name text NOT NULL,
    fax text
);
