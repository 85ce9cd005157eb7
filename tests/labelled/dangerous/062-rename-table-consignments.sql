-- label: dangerous: code that says consignments fails until it is released anew (S03)
ALTER TABLE consignments RENAME TO shipments;
