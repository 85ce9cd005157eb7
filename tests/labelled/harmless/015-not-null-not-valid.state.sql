CREATE TABLE deliveries (
    id bigint PRIMARY KEY,
    driver_id bigint
);
