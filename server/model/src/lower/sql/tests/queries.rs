//! Views, bulk changes, queries.

use expect_test::expect;

use super::check;

#[test]
fn views() {
    check(
        r#"
        CREATE OR REPLACE VIEW s.v AS SELECT u.id, o.total AS sum, count(*) n, now(), u.a::text, 1 FROM users u JOIN app.orders o ON o.user_id = u.id WHERE u.gone IS NULL GROUP BY n ORDER BY sum;
        CREATE VIEW v (x, y) AS SELECT * FROM t;
        CREATE VIEW v AS SELECT t.*, u.b FROM t, u;
        CREATE VIEW v AS SELECT a, b FROM t, u;
        CREATE VIEW v AS WITH c AS (SELECT id FROM real) SELECT c.id FROM c;
        CREATE VIEW v AS WITH t AS (SELECT id FROM t) SELECT id FROM t;
        CREATE VIEW v AS SELECT x.id FROM (SELECT id, z FROM t WHERE q > 1) x;
        CREATE VIEW v AS SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid = t.id AND w = 1);
        CREATE VIEW v AS SELECT a FROM t UNION SELECT b FROM u;
        CREATE VIEW v AS SELECT row_to_json(t) FROM t;
        CREATE VIEW v AS SELECT s.t.a FROM s.t;
        CREATE VIEW v AS SELECT a FROM t JOIN u USING (id) NATURAL JOIN w;
        CREATE VIEW v AS TABLE t;
        CREATE VIEW v AS VALUES (1, 2);
        CREATE VIEW v AS SELECT case when a then 1 end, b[1], exists(select 1) FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
        REFRESH MATERIALIZED VIEW CONCURRENTLY s.m;
        REFRESH MATERIALIZED VIEW m WITH NO DATA;
        DROP VIEW IF EXISTS v, s.w CASCADE;
        DROP MATERIALIZED VIEW m;
        ALTER VIEW v RENAME TO w;
        ALTER VIEW v RENAME COLUMN a TO b;
        ALTER VIEW v ALTER COLUMN a SET DEFAULT 1;
        ALTER VIEW v SET (security_barrier);
        ALTER VIEW v OWNER TO bob;
        ALTER VIEW v SET SCHEMA s;
        ALTER MATERIALIZED VIEW m RENAME TO n;
        ALTER MATERIALIZED VIEW m SET (fillfactor = 70);
        ALTER MATERIALIZED VIEW m CLUSTER ON ix;
        ALTER MATERIALIZED VIEW m OWNER TO bob;
        "#,
        expect![[r#"
            CREATE OR REPLACE VIEW s.v AS SELECT u.id, o.tot… → CreateView{view=s.v or_replace reads=[users, app.orders] columns=[ViewColumn{relation="users" column="id"}, ViewColumn{relation="app.orders" column="total"}, ViewColumn{relation="users" column="a"}, ViewColumn{relation="app.orders" column="user_id"}, ViewColumn{relation="users" column="gone"}] output=["id", "sum", "n", "now", "a", "?column?"]}
            CREATE VIEW v (x, y) AS SELECT * FROM t → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="*"}] output=["x", "y"]}
            CREATE VIEW v AS SELECT t.*, u.b FROM t, u → CreateView{view=v reads=[t, u] columns=[ViewColumn{relation="t" column="*"}, ViewColumn{relation="u" column="b"}]}
            CREATE VIEW v AS SELECT a, b FROM t, u → CreateView{view=v reads=[t, u] columns=[ViewColumn{column="a"}, ViewColumn{column="b"}] output=["a", "b"]}
            CREATE VIEW v AS WITH c AS (SELECT id FROM real)… → CreateView{view=v reads=[real] columns=[ViewColumn{relation="real" column="id"}] output=["id"]}
            CREATE VIEW v AS WITH t AS (SELECT id FROM t) SE… → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="id"}] output=["id"]}
            CREATE VIEW v AS SELECT x.id FROM (SELECT id, z … → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="id"}, ViewColumn{relation="t" column="z"}, ViewColumn{relation="t" column="q"}] output=["id"]}
            CREATE VIEW v AS SELECT id FROM t WHERE EXISTS (… → CreateView{view=v reads=[t, u] columns=[ViewColumn{relation="t" column="id"}, ViewColumn{relation="u" column="tid"}, ViewColumn{column="w"}] output=["id"]}
            CREATE VIEW v AS SELECT a FROM t UNION SELECT b … → CreateView{view=v reads=[t, u] columns=[ViewColumn{relation="t" column="a"}, ViewColumn{relation="u" column="b"}] output=["a"]}
            CREATE VIEW v AS SELECT row_to_json(t) FROM t → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="*"}] output=["row_to_json"]}
            CREATE VIEW v AS SELECT s.t.a FROM s.t → CreateView{view=v reads=[s.t] columns=[ViewColumn{relation="s.t" column="a"}] output=["a"]}
            CREATE VIEW v AS SELECT a FROM t JOIN u USING (i… → CreateView{view=v reads=[t, u, w] columns=[ViewColumn{column="a"}, ViewColumn{column="id"}, ViewColumn{relation="t" column="*"}, ViewColumn{relation="u" column="*"}, ViewColumn{relation="w" column="*"}] output=["a"]}
            CREATE VIEW v AS TABLE t → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="*"}]}
            CREATE VIEW v AS VALUES (1, 2) → CreateView{view=v output=["column1", "column2"]}
            CREATE VIEW v AS SELECT case when a then 1 end, … → CreateView{view=v reads=[t] columns=[ViewColumn{relation="t" column="a"}, ViewColumn{relation="t" column="b"}] output=["case", "b", "exists"]}
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t WI… → CreateMaterializedView{view=m reads=[t] columns=[ViewColumn{relation="t" column="a"}]}
            REFRESH MATERIALIZED VIEW CONCURRENTLY s.m → RefreshMaterializedView{view=s.m concurrently with_data}
            REFRESH MATERIALIZED VIEW m WITH NO DATA → RefreshMaterializedView{view=m}
            v → DropView{view=v if_exists cascade}
            s.w → DropView{view=s.w if_exists cascade}
            DROP MATERIALIZED VIEW m → DropView{view=m materialized}
            ALTER VIEW v RENAME TO w → RenameView{view=v to=w}
            ALTER VIEW v RENAME COLUMN a TO b → RenameColumn{table=v column=a to=b}
            ALTER VIEW v ALTER COLUMN a SET DEFAULT 1 → AlterView{view=v}
            ALTER VIEW v SET (security_barrier) → AlterView{view=v}
            ALTER VIEW v OWNER TO bob → SetOwner{kind=View name=v}
            ALTER VIEW v SET SCHEMA s → SetSchema{kind=View name=v schema=s}
            RENAME TO n → RenameView{view=m materialized to=n}
            SET (fillfactor = 70) → AlterView{view=m materialized}
            CLUSTER ON ix → ClusterOn{table=m}
            OWNER TO bob → SetOwner{kind=MaterializedView name=m}
        "#]],
    );
}

#[test]
fn bulk_changes() {
    check(
        r#"
        INSERT INTO s.t (a, "B") VALUES (1, 2), (3, 4) ON CONFLICT DO NOTHING;
        INSERT INTO t DEFAULT VALUES;
        INSERT INTO t SELECT a FROM u JOIN t ON true;
        UPDATE t SET txt = p.name, b = DEFAULT FROM parent p WHERE p.id = t.pid;
        UPDATE ONLY s.t AS x SET (a, b) = (1, lower(c)), (d, e) = (SELECT 1, 2 FROM u);
        UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t WHERE a IS NULL LIMIT 100);
        DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT ctid FROM t WHERE a = 1 LIMIT 500 FOR UPDATE SKIP LOCKED)) AND b;
        DELETE FROM t WHERE a = 1 OR id IN (SELECT id FROM t LIMIT 100);
        DELETE FROM t WHERE id IN (SELECT t_id FROM u LIMIT 100);
        DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 1000000);
        DELETE FROM t USING u WHERE t.id = u.id;
        DELETE FROM t WHERE CURRENT OF cur;
        WITH gone AS (DELETE FROM a WHERE x < 1 RETURNING *) INSERT INTO b SELECT * FROM gone;
        WITH u AS (UPDATE a SET x = 1 RETURNING id) SELECT * FROM u;
        MERGE INTO t USING s.src AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT VALUES (s.id);
        COPY t (a, b) FROM STDIN;
        COPY t TO '/data/x';
        COPY (SELECT * FROM t) TO STDOUT;
        TRUNCATE a, ONLY s.b RESTART IDENTITY CASCADE;
        EXPLAIN UPDATE t SET a = 1;
        EXPLAIN ANALYZE UPDATE t SET a = 1;
        EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t;
        EXPLAIN (ANALYZE false) DELETE FROM t;
        "#,
        expect![[r#"
            INSERT INTO s.t (a, "B") VALUES (1, 2), (3, 4) O… → BulkInsert{table=s.t columns=[a, B] rows=2 on_conflict}
            INSERT INTO t DEFAULT VALUES → BulkInsert{table=t rows=1}
            INSERT INTO t SELECT a FROM u JOIN t ON true → BulkInsert{table=t reads=[u]}
            UPDATE t SET txt = p.name, b = DEFAULT FROM pare… → BulkUpdate{table=t set=[(txt, «p.name» columns=["name"] shape=Column{name="name"}), (b, «DEFAULT»)] filter=«p.id = t.pid» columns=["id", "pid"] reads=[parent]}
            UPDATE ONLY s.t AS x SET (a, b) = (1, lower(c)),… → BulkUpdate{table=s.t set=[(a, «1» shape=Literal("1")), (b, «lower(c)» functions=["lower"] columns=["c"]), (d, «(SELECT 1, 2 FROM u)» subquery=true), (e, «(SELECT 1, 2 FROM u)» subquery=true)] reads=[u]}
            UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t… → BulkUpdate{table=t set=[(a, «1» shape=Literal("1"))] filter=«id IN (SELECT id FROM t WHERE a IS NULL LIMIT 100)» columns=["id", "a"] subquery=true batch_size=100}
            DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT cti… → BulkDelete{table=t filter=«ctid = ANY (ARRAY(SELECT ctid FROM t WHERE a = 1 LIMIT 500 FOR UPDATE SKIP LOCKED)) AND b» columns=["ctid", "a", "b"] subquery=true batch_size=500}
            DELETE FROM t WHERE a = 1 OR id IN (SELECT id FR… → BulkDelete{table=t filter=«a = 1 OR id IN (SELECT id FROM t LIMIT 100)» columns=["a", "id"] subquery=true}
            DELETE FROM t WHERE id IN (SELECT t_id FROM u LI… → BulkDelete{table=t filter=«id IN (SELECT t_id FROM u LIMIT 100)» columns=["id", "t_id"] subquery=true reads=[u]}
            DELETE FROM t WHERE id IN (SELECT id FROM t LIMI… → BulkDelete{table=t filter=«id IN (SELECT id FROM t LIMIT 1000000)» columns=["id"] subquery=true}
            DELETE FROM t USING u WHERE t.id = u.id → BulkDelete{table=t filter=«t.id = u.id» columns=["id"] reads=[u]}
            DELETE FROM t WHERE CURRENT OF cur → BulkDelete{table=t filter=«WHERE CURRENT OF cur»}
            DELETE FROM a WHERE x < 1 RETURNING * → BulkDelete{table=a filter=«x < 1» columns=["x"]}
            INSERT INTO b SELECT * FROM gone → BulkInsert{table=b}
            UPDATE a SET x = 1 RETURNING id → BulkUpdate{table=a set=[(x, «1» shape=Literal("1"))]}
            SELECT * FROM u → Select{}
            MERGE INTO t USING s.src AS s ON t.id = s.id WHE… → BulkUpdate{table=t set=[(a, «s.a» columns=["a"] shape=Column{name="a"})] filter=«t.id = s.id» columns=["id"] reads=[s.src]}
            COPY t (a, b) FROM STDIN → BulkInsert{table=t columns=[a, b]}
            COPY t TO '/data/x' → Session{what="copy to"}
            SELECT * FROM t → Select{reads=[t]}
            TRUNCATE a, ONLY s.b RESTART IDENTITY CASCADE → Truncate{tables=[a, s.b] cascade}
            EXPLAIN UPDATE t SET a = 1 → Select{}
            UPDATE t SET a = 1 → BulkUpdate{table=t set=[(a, «1» shape=Literal("1"))]}
            DELETE FROM t → BulkDelete{table=t}
            EXPLAIN (ANALYZE false) DELETE FROM t → Select{}
        "#]],
    );
}

#[test]
fn selects() {
    check(
        r#"
        SELECT * FROM a, LATERAL f(a.x), (SELECT * FROM b) c WHERE EXISTS (TABLE d);
        SELECT set_config('lock_timeout', '5s', false), pg_catalog.setval('s', 9);
        SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED;
        WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM r) SELECT * FROM r;
        TABLE t;
        VALUES (1);
        (SELECT 1 FROM a) UNION (SELECT 2 FROM b);
        SHOW lock_timeout;
        DECLARE c CURSOR FOR SELECT * FROM t;
        "#,
        expect![[r#"
            SELECT * FROM a, LATERAL f(a.x), (SELECT * FROM … → Select{reads=[a, b, d] functions=["f"]}
            SELECT set_config('lock_timeout', '5s', false), … → Select{functions=["set_config", "setval"] literals=["lock_timeout", "5s", "false", "s", "9"]}
            SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED → Select{reads=[t] for_update}
            WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT *… → Select{}
            TABLE t → Select{reads=[t]}
            VALUES (1) → Select{}
            (SELECT 1 FROM a) UNION (SELECT 2 FROM b) → Select{reads=[a, b]}
            SHOW lock_timeout → Select{}
            DECLARE c CURSOR FOR SELECT * FROM t → Select{reads=[t]}
        "#]],
    );
}

#[test]
fn blocks() {
    check(
        r#"
        DO $$ BEGIN ALTER TABLE a DROP COLUMN b; PERFORM pg_sleep(1); END $$;
        DO $x$
        DECLARE n int := 0; r record;
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
                CREATE TYPE mood AS ENUM ('a');
            ELSIF n > 1 THEN DROP TYPE mood; ELSE UPDATE t SET a = 1; END IF;
            FOR r IN SELECT id FROM big LOOP
                DELETE FROM t WHERE id = r.id;
            END LOOP;
            LOOP EXIT WHEN n > 1; COMMIT; END LOOP;
            SELECT count(*), 'é' INTO STRICT n, r.x FROM t WHERE x = n;
            INSERT INTO t (a) VALUES (1) RETURNING id INTO n;
            IF n > 2 THEN SELECT INTO n max(id) FROM u; END IF;
            EXECUTE 'CREATE INDEX ix ON t (a); DROP TABLE u';
            EXECUTE format('DROP TABLE %I', n);
        END $x$ LANGUAGE plpgsql;
        DO $$ BEGIN IF true THEN RETURN; END IF; DROP TABLE a; END $$;
        DO $$ BEGIN ALTER TABLE a ADD b int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'x'; END $$;
        DO 'BEGIN DROP TABLE é; END';
        DO LANGUAGE plpython3u $$ x $$;
        DO $$ BEGIN DROP TABLE; NULL; END $$;
        CALL s.p(1);
        "#,
        expect![[r#"
            DO $$ BEGIN ALTER TABLE a DROP COLUMN b; PERFORM… → Do conditional=false
              DROP COLUMN b → DropColumn{table=a column=b}
              PERFORM pg_sleep(1) → Select{functions=["pg_sleep"] literals=["1"]}
            DO $x$ DECLARE n int := 0; r record; BEGIN IF NO… → Do conditional=true
              CREATE TYPE mood AS ENUM ('a') → CreateEnum{name=mood values=[a]}
              DROP TYPE mood → DropEnum{name=mood}
              UPDATE t SET a = 1 → BulkUpdate{table=t set=[(a, «1» shape=Literal("1"))]}
              SELECT id FROM big → Select{reads=[big]}
              DELETE FROM t WHERE id = r.id → BulkDelete{table=t filter=«id = r.id» columns=["id"]}
              COMMIT → Commit
              SELECT count(*), 'é' INTO STRICT n, r.x FROM t W… → Select{reads=[t] functions=["count"]}
              INSERT INTO t (a) VALUES (1) RETURNING id → BulkInsert{table=t columns=[a] rows=1}
              SELECT INTO n max(id) FROM u → Select{reads=[u] functions=["max"]}
              'CREATE INDEX ix ON t (a); DROP TABLE u' → AddIndex{name=ix table=t keys=[IndexKey{column=a text="a" columns=["a"]}]}
              'CREATE INDEX ix ON t (a); DROP TABLE u' → DropTable{table=u}
              EXECUTE format('DROP TABLE %I', n) → Unknown{word="EXECUTE" reason="runs SQL that is put together at run time"}
            DO $$ BEGIN IF true THEN RETURN; END IF; DROP TA… → Do conditional=true
              DROP TABLE a → DropTable{table=a}
            DO $$ BEGIN ALTER TABLE a ADD b int; EXCEPTION W… → Do conditional=true
              ADD b int → AddColumn{table=a column=Column{name=b ty=‹int›}}
            DO 'BEGIN DROP TABLE é; END' → Do conditional=false
              DROP TABLE é → DropTable{table=é}
            DO LANGUAGE plpython3u $$ x $$ → Do conditional=false
              DO LANGUAGE plpython3u $$ x $$ → Unknown{word="DO" reason="its language is not PL/pgSQL"}
            DO $$ BEGIN DROP TABLE; NULL; END $$ → Do conditional=false
              DROP TABLE → Unknown{word="DROP" reason="the statement is not complete"}
            CALL s.p(1) → Do conditional=false
              CALL s.p(1) → Unknown{word="CALL" reason="runs a procedure, whose body is not here"}
        "#]],
    );
}
