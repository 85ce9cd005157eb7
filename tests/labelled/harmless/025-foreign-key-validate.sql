-- label: harmless: validated in a later migration, writes go on (K02)
ALTER TABLE visits VALIDATE CONSTRAINT visits_doctor_id_fkey;
