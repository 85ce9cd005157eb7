-- label: harmless: rights are given, none are taken (O06)
GRANT SELECT ON invoices, payments TO reporting;
GRANT USAGE ON SCHEMA billing TO reporting;
ALTER DEFAULT PRIVILEGES IN SCHEMA billing GRANT SELECT ON TABLES TO reporting;
