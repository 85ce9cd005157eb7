-- label: dangerous: the widening is free, verifying the CHECK on the column again is not (T01)
ALTER TABLE parcels ALTER COLUMN carrier TYPE varchar(80);
