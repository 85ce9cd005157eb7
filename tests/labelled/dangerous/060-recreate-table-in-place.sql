-- label: dangerous: meant as a reset, loses the settings of everybody (S01)
DROP TABLE IF EXISTS user_settings;
CREATE TABLE user_settings (
    user_id bigint NOT NULL,
    name text NOT NULL,
    value jsonb,
    PRIMARY KEY (user_id, name)
);
