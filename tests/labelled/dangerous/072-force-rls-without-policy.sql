-- label: dangerous: row security without a policy hides every row, from the owner too (O05)
ALTER TABLE medical_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE medical_records FORCE ROW LEVEL SECURITY;
