-- label: harmless: joins two indexes that exist, readers and writers go on (I05)
ALTER INDEX measurements_sensor_idx ATTACH PARTITION measurements_2025_sensor_idx;
