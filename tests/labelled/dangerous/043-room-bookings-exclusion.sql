-- label: dangerous: an exclusion constraint has no online form, the room plan stands still (K09)
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE room_bookings
    ADD CONSTRAINT room_bookings_no_overlap
    EXCLUDE USING gist (room_id WITH =, during WITH &&);
