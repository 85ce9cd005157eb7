CREATE TABLE user_settings (
    user_id bigint PRIMARY KEY,
    settings jsonb NOT NULL
);
