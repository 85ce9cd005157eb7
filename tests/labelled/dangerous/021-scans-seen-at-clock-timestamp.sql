-- label: dangerous: clock_timestamp() is volatile, unlike now(), so the table is rewritten (C03)
ALTER TABLE parcel_scans
    ADD COLUMN seen_at timestamptz DEFAULT clock_timestamp();
