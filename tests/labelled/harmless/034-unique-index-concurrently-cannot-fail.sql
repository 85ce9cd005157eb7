-- label: harmless: it contains the primary key, so no two rows can be equal (I02)
CREATE UNIQUE INDEX CONCURRENTLY invoices_tenant_id_id_key ON invoices (tenant_id, id);
