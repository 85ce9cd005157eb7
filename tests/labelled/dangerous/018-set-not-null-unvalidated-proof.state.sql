CREATE TABLE deliveries (
    id bigint PRIMARY KEY,
    driver_id bigint
);
ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_driver_id_present CHECK (driver_id IS NOT NULL) NOT VALID;
