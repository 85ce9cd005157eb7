-- label: harmless: text is varchar without a limit (T01)
ALTER TABLE carriers ALTER COLUMN contact TYPE text;
