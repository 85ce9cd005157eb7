-- label: dangerous: qualified names and search paths no longer find the table (S04)
ALTER TABLE public.invoices SET SCHEMA billing;
