CREATE TABLE products (
    id bigint PRIMARY KEY,
    title varchar(120) NOT NULL
);
CREATE INDEX products_title_idx ON products (title);
