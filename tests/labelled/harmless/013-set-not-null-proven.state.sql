CREATE TABLE prescriptions (
    id bigint PRIMARY KEY,
    prescribed_by bigint
);
ALTER TABLE prescriptions
    ADD CONSTRAINT prescriptions_prescribed_by_present CHECK (prescribed_by IS NOT NULL) NOT VALID;
ALTER TABLE prescriptions VALIDATE CONSTRAINT prescriptions_prescribed_by_present;
