-- label: dangerous: writes wait, and one duplicate fails the whole build (I02)
CREATE UNIQUE INDEX parcels_tracking_number_key ON parcels (lower(tracking_number)) WHERE tracking_number IS NOT NULL;
