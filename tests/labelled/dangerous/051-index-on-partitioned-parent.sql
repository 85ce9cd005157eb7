-- label: dangerous: an index on the parent is built on all partitions while writes wait (I05)
CREATE INDEX measurements_sensor_idx ON measurements (sensor_id);
