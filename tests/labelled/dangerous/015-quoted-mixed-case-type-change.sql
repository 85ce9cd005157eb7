-- label: dangerous: int to bigint behind quoted, qualified names (T04)
ALTER TABLE IF EXISTS ONLY "Sales"."Order Items" ALTER "itemCount" TYPE int8;
