-- label: dangerous: reads every order under the strongest lock and can fail (K01)
ALTER TABLE orders ADD CONSTRAINT orders_total_not_negative CHECK (total_cents >= 0);
