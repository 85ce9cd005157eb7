-- label: dangerous: the string that is executed drops a table (S02)
DO $body$
BEGIN
    EXECUTE 'DROP TABLE IF EXISTS price_history';
END;
$body$ LANGUAGE plpgsql;
