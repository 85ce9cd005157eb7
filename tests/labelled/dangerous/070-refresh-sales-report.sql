-- label: dangerous: nobody can read the report while it is computed (O02)
REFRESH MATERIALIZED VIEW sales_by_region;
