-- label: dangerous: a GIN index over documents takes long, and writes wait for all of it (I01)
SET lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS lab_reports_search_idx
    ON clinic.lab_reports USING gin (to_tsvector('english', findings));
