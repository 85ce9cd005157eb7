CREATE TABLE deliveries (
    id bigint PRIMARY KEY,
    driver_id bigint NOT NULL,
    CONSTRAINT deliveries_driver_id_present CHECK (driver_id IS NOT NULL)
);
