CREATE TABLE accounts (id bigint PRIMARY KEY, email text NOT NULL);
CREATE UNIQUE INDEX CONCURRENTLY accounts_email_uidx ON accounts (email);
