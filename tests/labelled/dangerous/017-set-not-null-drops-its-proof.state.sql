CREATE TABLE prescriptions (
    id bigint PRIMARY KEY,
    prescribed_by bigint,
    CONSTRAINT prescriptions_prescribed_by_present CHECK (prescribed_by IS NOT NULL)
);
