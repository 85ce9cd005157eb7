-- label: dangerous: writes wait, and reads that would use one of the indexes too (I04)
REINDEX TABLE orders;
