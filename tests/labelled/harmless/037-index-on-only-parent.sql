-- label: harmless: ON ONLY touches no partition, it is an empty frame (I05)
CREATE INDEX measurements_sensor_idx ON ONLY measurements (sensor_id);
