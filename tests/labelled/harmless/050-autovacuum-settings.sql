-- label: harmless: storage parameters wait for nobody who reads or writes (S11)
ALTER TABLE tracking_events SET (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 90);
