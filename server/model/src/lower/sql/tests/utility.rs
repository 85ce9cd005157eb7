//! Maintenance, transactions, settings.

use expect_test::expect;

use super::check;

#[test]
fn maintenance() {
    check(
        r#"
        VACUUM;
        VACUUM FULL a, s.b;
        VACUUM (FULL, ANALYZE) a;
        VACUUM (FULL false) a;
        ANALYZE a (x, y), b;
        CLUSTER;
        CLUSTER a USING ix;
        CLUSTER ix ON a;
        REINDEX TABLE CONCURRENTLY s.a;
        REINDEX (CONCURRENTLY, VERBOSE) INDEX ix;
        REINDEX SCHEMA s;
        REINDEX DATABASE d;
        REINDEX SYSTEM d;
        LOCK TABLE a, ONLY s.b;
        LOCK a IN SHARE ROW EXCLUSIVE MODE NOWAIT;
        REPACK a;
        DROP OWNED BY bob;
        REASSIGN OWNED BY bob TO eve;
        "#,
        expect![[r#"
            VACUUM → Vacuum{}
            a → Vacuum{table=a full}
            s.b → Vacuum{table=s.b full}
            VACUUM (FULL, ANALYZE) a → Vacuum{table=a full}
            VACUUM (FULL false) a → Vacuum{table=a}
            a (x, y) → Analyze{table=a}
            b → Analyze{table=b}
            CLUSTER → Cluster{}
            CLUSTER a USING ix → Cluster{table=a using=ix}
            CLUSTER ix ON a → Cluster{table=a using=ix}
            REINDEX TABLE CONCURRENTLY s.a → Reindex{target=Table(s.a) concurrently}
            REINDEX (CONCURRENTLY, VERBOSE) INDEX ix → Reindex{target=Index(ix) concurrently}
            REINDEX SCHEMA s → Reindex{target=Schema(s)}
            REINDEX DATABASE d → Reindex{target=Database}
            REINDEX SYSTEM d → Reindex{target=System}
            LOCK TABLE a, ONLY s.b → LockTable{tables=[a, s.b] mode=AccessExclusive}
            LOCK a IN SHARE ROW EXCLUSIVE MODE NOWAIT → LockTable{tables=[a] mode=ShareRowExclusive}
            REPACK a → Cluster{table=a}
            DROP OWNED BY bob → Unknown{word="DROP OWNED" reason="drops whatever the role owns"}
            REASSIGN OWNED BY bob TO eve → Unknown{word="REASSIGN OWNED" reason="changes whatever the role owns"}
        "#]],
    );
}

#[test]
fn transactions_and_settings() {
    check(
        r#"
        BEGIN ISOLATION LEVEL SERIALIZABLE;
        START TRANSACTION;
        COMMIT;
        END;
        ROLLBACK;
        ABORT;
        SAVEPOINT a;
        RELEASE SAVEPOINT a;
        ROLLBACK TO SAVEPOINT a;
        PREPARE TRANSACTION 'x';
        COMMIT PREPARED 'x';
        SET lock_timeout = '5s';
        SET LOCAL statement_timeout TO 500;
        SET SESSION search_path TO app, "Public";
        SET my.setting = -1;
        SET TIME ZONE 'UTC';
        SET TIME ZONE DEFAULT;
        SET timezone = DEFAULT;
        SET ROLE bob;
        SET ROLE NONE;
        SET SESSION AUTHORIZATION 'eve';
        SET CONSTRAINTS ALL DEFERRED;
        SET TRANSACTION READ ONLY;
        RESET lock_timeout;
        RESET ALL;
        RESET ROLE;
        DISCARD ALL;
        PREPARE p AS SELECT 1;
        EXECUTE p;
        DEALLOCATE p;
        LISTEN c;
        NOTIFY c, 'x';
        CHECKPOINT;
        LOAD 'x';
        FETCH NEXT FROM c;
        CLOSE c;
        "#,
        expect![[r#"
            BEGIN ISOLATION LEVEL SERIALIZABLE → Begin
            START TRANSACTION → Begin
            COMMIT → Commit
            END → Commit
            ROLLBACK → Rollback
            ABORT → Rollback
            SAVEPOINT a → Savepoint
            RELEASE SAVEPOINT a → Savepoint
            ROLLBACK TO SAVEPOINT a → Savepoint
            PREPARE TRANSACTION 'x' → Session{what="prepare transaction"}
            COMMIT PREPARED 'x' → Session{what="commit prepared"}
            SET lock_timeout = '5s' → Set{name="lock_timeout" value="5s"}
            SET LOCAL statement_timeout TO 500 → Set{name="statement_timeout" value="500" local}
            SET SESSION search_path TO app, "Public" → Set{name="search_path" value="app, "Public""}
            SET my.setting = -1 → Set{name="my.setting" value="-1"}
            SET TIME ZONE 'UTC' → Set{name="timezone" value="UTC"}
            SET TIME ZONE DEFAULT → Set{name="timezone"}
            SET timezone = DEFAULT → Set{name="timezone"}
            SET ROLE bob → Set{name="role" value="bob"}
            SET ROLE NONE → Set{name="role"}
            SET SESSION AUTHORIZATION 'eve' → Set{name="session_authorization" value="eve"}
            SET CONSTRAINTS ALL DEFERRED → Session{what="set constraints"}
            SET TRANSACTION READ ONLY → Session{what="set transaction"}
            RESET lock_timeout → Set{name="lock_timeout"}
            RESET ALL → Set{name="all"}
            RESET ROLE → Set{name="role"}
            DISCARD ALL → Session{what="discard all"}
            PREPARE p AS SELECT 1 → Session{what="prepare"}
            EXECUTE p → Unknown{word="EXECUTE P" reason="runs a prepared statement, whose text is not here"}
            DEALLOCATE p → Session{what="deallocate"}
            LISTEN c → Session{what="listen"}
            NOTIFY c, 'x' → Session{what="notify"}
            CHECKPOINT → Session{what="checkpoint"}
            LOAD 'x' → Session{what="load"}
            FETCH NEXT FROM c → Session{what="fetch"}
            CLOSE c → Session{what="close"}
        "#]],
    );
}
