-- label: dangerous: writes a new copy of the table while nobody can read it (I06)
VACUUM FULL audit_entries;
