-- label: harmless: making a foreign key deferrable is metadata (K04)
SET lock_timeout = '2s';
ALTER TABLE route_stops ALTER CONSTRAINT route_stops_route_id_fkey DEFERRABLE INITIALLY IMMEDIATE;
