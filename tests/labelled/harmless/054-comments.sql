-- label: harmless: comments (S11)
COMMENT ON TABLE shipments IS 'One row for each parcel handed to a carrier';
COMMENT ON COLUMN shipments.weight_grams IS 'Including packaging; NULL until weighed';
