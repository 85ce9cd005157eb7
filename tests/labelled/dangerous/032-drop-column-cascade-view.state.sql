CREATE TABLE employees (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    hourly_rate numeric(8, 2)
);
CREATE VIEW payroll AS SELECT id, name, hourly_rate FROM employees;
