-- label: harmless: every cidr is an inet, the rows stay as they are (T01)
ALTER TABLE allowed_networks ALTER COLUMN network TYPE inet;
