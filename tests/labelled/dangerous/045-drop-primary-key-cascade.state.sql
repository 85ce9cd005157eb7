CREATE TABLE doctors (
    id bigint,
    name text NOT NULL,
    CONSTRAINT doctors_pkey PRIMARY KEY (id)
);
CREATE TABLE visits (
    id bigint PRIMARY KEY,
    doctor_id bigint NOT NULL REFERENCES doctors (id)
);
