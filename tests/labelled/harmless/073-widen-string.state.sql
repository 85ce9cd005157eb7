CREATE TABLE suppliers (id bigint PRIMARY KEY, name varchar(100) NOT NULL);
