CREATE TABLE parcels (
    id bigint PRIMARY KEY,
    carrier varchar(40) NOT NULL,
    CONSTRAINT parcels_carrier_known CHECK (carrier <> '' AND carrier = lower(carrier))
);
