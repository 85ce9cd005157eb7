CREATE TABLE patients (
    id bigint PRIMARY KEY,
    birth_date date,
    CONSTRAINT patients_birth_date_present CHECK (birth_date IS NOT NULL)
);
