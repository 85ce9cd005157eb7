-- label: dangerous: the year's readings are lost, and the parent is locked meanwhile (P05)
DROP TABLE readings_2021;
