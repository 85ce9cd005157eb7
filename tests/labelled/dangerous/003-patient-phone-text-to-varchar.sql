-- label: dangerous: a length on text rewrites patients and refuses long numbers (T02)
ALTER TABLE patients
    ALTER COLUMN phone SET DATA TYPE character varying(20);
