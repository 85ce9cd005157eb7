-- label: harmless: a new extension and a new schema (O03)
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE SCHEMA IF NOT EXISTS reporting;
