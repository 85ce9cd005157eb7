-- label: harmless: a new table with its checks has no rows and no readers (S01)
CREATE TABLE IF NOT EXISTS vaccinations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    patient_id bigint NOT NULL,
    vaccine text NOT NULL CHECK (vaccine <> ''),
    given_on date NOT NULL,
    batch_number varchar(40),
    UNIQUE (patient_id, vaccine, given_on)
);
