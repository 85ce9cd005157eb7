CREATE TABLE specialties (code text PRIMARY KEY, title text NOT NULL);
