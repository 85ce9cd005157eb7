-- label: harmless: three reference rows, repeatable (D02)
INSERT INTO payment_methods (code, title) VALUES
    ('card', 'Card'),
    ('transfer', 'Bank transfer'),
    ('cash', 'Cash')
ON CONFLICT (code) DO NOTHING;
