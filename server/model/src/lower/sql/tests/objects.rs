//! Types, functions, triggers and everything else that is not a table.

use expect_test::expect;

use super::check;

#[test]
fn types_and_domains() {
    check(
        r#"
        CREATE TYPE s.mood AS ENUM ('sad', 'it''s ok');
        CREATE TYPE pair AS (a int, b text);
        CREATE TYPE r AS RANGE (subtype = float8);
        ALTER TYPE mood ADD VALUE IF NOT EXISTS 'new' BEFORE 'sad';
        ALTER TYPE mood RENAME VALUE 'a' TO 'b';
        ALTER TYPE mood RENAME TO feeling;
        ALTER TYPE mood OWNER TO bob;
        ALTER TYPE mood SET SCHEMA s;
        ALTER TYPE pair ADD ATTRIBUTE c int CASCADE, DROP ATTRIBUTE IF EXISTS d, ALTER ATTRIBUTE a TYPE bigint;
        ALTER TYPE pair RENAME ATTRIBUTE a TO z;
        DROP TYPE IF EXISTS mood, s.pair CASCADE;
        CREATE DOMAIN d AS varchar(10) DEFAULT 'x' NOT NULL CHECK (VALUE <> '') CONSTRAINT n CHECK (length(VALUE) > 1);
        ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 'a') NOT VALID;
        ALTER DOMAIN d VALIDATE CONSTRAINT c;
        ALTER DOMAIN d DROP CONSTRAINT IF EXISTS c;
        ALTER DOMAIN d SET NOT NULL;
        ALTER DOMAIN d DROP NOT NULL;
        ALTER DOMAIN d SET DEFAULT 'y';
        ALTER DOMAIN d DROP DEFAULT;
        ALTER DOMAIN d RENAME TO e;
        ALTER DOMAIN d RENAME CONSTRAINT a TO b;
        ALTER DOMAIN d SET SCHEMA s;
        DROP DOMAIN d, e;
        "#,
        expect![[r#"
            CREATE TYPE s.mood AS ENUM ('sad', 'it''s ok') → CreateEnum{name=s.mood values=[sad, it's ok]}
            CREATE TYPE pair AS (a int, b text) → CreateType{name=pair}
            CREATE TYPE r AS RANGE (subtype = float8) → CreateType{name=r}
            ALTER TYPE mood ADD VALUE IF NOT EXISTS 'new' BE… → AlterEnum{name=mood action=AddValue{value=new if_not_exists}}
            ALTER TYPE mood RENAME VALUE 'a' TO 'b' → AlterEnum{name=mood action=RenameValue{from=a to=b}}
            ALTER TYPE mood RENAME TO feeling → AlterEnum{name=mood action=Rename{to=feeling}}
            ALTER TYPE mood OWNER TO bob → SetOwner{kind=Type name=mood}
            ALTER TYPE mood SET SCHEMA s → SetSchema{kind=Type name=mood schema=s}
            ADD ATTRIBUTE c int CASCADE → AlterType{name=pair adds_or_alters_attribute}
            DROP ATTRIBUTE IF EXISTS d → AlterType{name=pair}
            ALTER ATTRIBUTE a TYPE bigint → AlterType{name=pair adds_or_alters_attribute}
            ALTER TYPE pair RENAME ATTRIBUTE a TO z → AlterType{name=pair}
            mood → DropEnum{name=mood if_exists cascade}
            s.pair → DropEnum{name=s.pair if_exists cascade}
            CREATE DOMAIN d AS varchar(10) DEFAULT 'x' NOT N… → CreateDomain{name=d base=‹varchar(10)› not_null default=«'x'» shape=Literal("x") checks=[«VALUE <> ''» columns=["value"], «length(VALUE) > 1» functions=["length"] columns=["value"]]}
            ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > '… → AlterDomain{name=d action=AddConstraint{name=c expression=«VALUE > 'a'» columns=["value"] not_valid}}
            ALTER DOMAIN d VALIDATE CONSTRAINT c → AlterDomain{name=d action=ValidateConstraint{name=c}}
            ALTER DOMAIN d DROP CONSTRAINT IF EXISTS c → AlterDomain{name=d action=DropConstraint{name=c if_exists}}
            ALTER DOMAIN d SET NOT NULL → AlterDomain{name=d action=SetNotNull}
            ALTER DOMAIN d DROP NOT NULL → AlterDomain{name=d action=DropNotNull}
            ALTER DOMAIN d SET DEFAULT 'y' → AlterDomain{name=d action=SetDefault(«'y'» shape=Literal("y"))}
            ALTER DOMAIN d DROP DEFAULT → AlterDomain{name=d action=DropDefault}
            ALTER DOMAIN d RENAME TO e → AlterDomain{name=d action=Rename{to=e}}
            ALTER DOMAIN d RENAME CONSTRAINT a TO b → AlterDomain{name=d}
            ALTER DOMAIN d SET SCHEMA s → SetSchema{kind=Type name=d schema=s}
            d → DropDomain{name=d}
            e → DropDomain{name=e}
        "#]],
    );
}

#[test]
fn functions() {
    check(
        r#"
        CREATE OR REPLACE FUNCTION s.f(a int, b text DEFAULT 'x') RETURNS TABLE (x int) LANGUAGE plpgsql STABLE AS $f$ BEGIN RETURN; END $f$;
        CREATE FUNCTION g() RETURNS int LANGUAGE 'sql' IMMUTABLE RETURN 1;
        CREATE FUNCTION h() RETURNS trigger AS 'begin return new; end' LANGUAGE plpgsql;
        CREATE PROCEDURE p(a int) BEGIN ATOMIC INSERT INTO t VALUES (a); END;
        ALTER FUNCTION s.f(int) RENAME TO g;
        ALTER FUNCTION f(int) OWNER TO bob;
        ALTER PROCEDURE p SET SCHEMA s;
        ALTER ROUTINE f IMMUTABLE;
        DROP FUNCTION IF EXISTS s.f(int), g CASCADE;
        DROP PROCEDURE p;
        DROP ROUTINE r(text);
        CREATE AGGREGATE agg (int) (sfunc = f, stype = int);
        "#,
        expect![[r#"
            CREATE OR REPLACE FUNCTION s.f(a int, b text DEF… → CreateFunction{name=s.f or_replace returns="TABLE (x int)" volatility=Stable body=" BEGIN RETURN; END " language="plpgsql"}
            CREATE FUNCTION g() RETURNS int LANGUAGE 'sql' I… → CreateFunction{name=g returns="int" volatility=Immutable body="RETURN 1" language="sql"}
            CREATE FUNCTION h() RETURNS trigger AS 'begin re… → CreateFunction{name=h returns="trigger" volatility=Volatile body="begin return new; end" language="plpgsql"}
            CREATE PROCEDURE p(a int) BEGIN ATOMIC INSERT IN… → CreateFunction{name=p volatility=Volatile body="BEGIN ATOMIC INSERT INTO t VALUES (a); END" language="sql"}
            ALTER FUNCTION s.f(int) RENAME TO g → AlterFunction{name=s.f}
            ALTER FUNCTION f(int) OWNER TO bob → SetOwner{kind=Function name=f}
            ALTER PROCEDURE p SET SCHEMA s → SetSchema{kind=Function name=p schema=s}
            ALTER ROUTINE f IMMUTABLE → AlterFunction{name=f}
            s.f(int) → DropFunction{name=s.f if_exists cascade}
            g → DropFunction{name=g if_exists cascade}
            DROP PROCEDURE p → DropFunction{name=p}
            DROP ROUTINE r(text) → DropFunction{name=r}
            CREATE AGGREGATE agg (int) (sfunc = f, stype = i… → Catalog{what="aggregate"}
        "#]],
    );
}

#[test]
fn triggers_rules_policies() {
    check(
        r#"
        CREATE TRIGGER tr BEFORE INSERT OR UPDATE OF a, "B" ON s.t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION s.f('x');
        CREATE OR REPLACE TRIGGER tr AFTER DELETE ON t EXECUTE PROCEDURE f();
        CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
        ALTER TRIGGER tr ON t RENAME TO tr2;
        ALTER TRIGGER tr ON t DEPENDS ON EXTENSION e;
        DROP TRIGGER IF EXISTS tr ON s.t CASCADE;
        CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING;
        ALTER RULE r ON t RENAME TO r2;
        DROP RULE IF EXISTS r ON t;
        CREATE POLICY p ON s.t FOR ALL TO bob USING (owner = current_user) WITH CHECK (tenant = 1 AND owner <> '');
        ALTER POLICY p ON t RENAME TO q;
        ALTER POLICY p ON t USING (true);
        DROP POLICY IF EXISTS p ON t;
        CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f();
        "#,
        expect![[r#"
            CREATE TRIGGER tr BEFORE INSERT OR UPDATE OF a, … → CreateTrigger{name=tr table=s.t function=s.f update_of=[a, B] when=«NEW.a > 0» columns=["a"]}
            CREATE OR REPLACE TRIGGER tr AFTER DELETE ON t E… → CreateTrigger{name=tr table=t or_replace function=f}
            CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t D… → CreateTrigger{name=tr table=t function=f}
            ALTER TRIGGER tr ON t RENAME TO tr2 → RenameTrigger{name=tr table=t to=tr2}
            ALTER TRIGGER tr ON t DEPENDS ON EXTENSION e → Catalog{what="dependency on an extension"}
            DROP TRIGGER IF EXISTS tr ON s.t CASCADE → DropTrigger{name=tr table=s.t if_exists cascade}
            CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHI… → CreateRule{name=r table=t}
            ALTER RULE r ON t RENAME TO r2 → Unknown{word="ALTER RULE" reason="renames a rule" table=t}
            DROP RULE IF EXISTS r ON t → DropRule{name=r table=t if_exists}
            CREATE POLICY p ON s.t FOR ALL TO bob USING (own… → CreatePolicy{name=p table=s.t columns=["owner", "tenant"]}
            ALTER POLICY p ON t RENAME TO q → AlterPolicy{name=p table=t}
            ALTER POLICY p ON t USING (true) → AlterPolicy{name=p table=t}
            DROP POLICY IF EXISTS p ON t → DropPolicy{name=p table=t if_exists}
            CREATE EVENT TRIGGER e ON ddl_command_start EXEC… → Catalog{what="event trigger"}
        "#]],
    );
}

#[test]
fn sequences_schemas_extensions_statistics() {
    check(
        r#"
        CREATE SEQUENCE IF NOT EXISTS s.seq START 5 INCREMENT BY 2;
        ALTER SEQUENCE seq RESTART WITH 9 INCREMENT 3;
        ALTER SEQUENCE seq AS bigint;
        ALTER SEQUENCE seq OWNED BY t.id;
        ALTER SEQUENCE seq SET UNLOGGED;
        ALTER SEQUENCE seq RENAME TO seq2;
        ALTER SEQUENCE seq OWNER TO bob;
        ALTER SEQUENCE seq SET SCHEMA s;
        DROP SEQUENCE IF EXISTS seq, seq2 CASCADE;
        CREATE SCHEMA IF NOT EXISTS app;
        CREATE SCHEMA app AUTHORIZATION bob CREATE TABLE a (id int) CREATE VIEW v AS SELECT id FROM a;
        CREATE SCHEMA AUTHORIZATION bob;
        ALTER SCHEMA app RENAME TO app2;
        ALTER SCHEMA app OWNER TO bob;
        DROP SCHEMA IF EXISTS a, b CASCADE;
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA s;
        ALTER EXTENSION e UPDATE TO '2.0';
        DROP EXTENSION IF EXISTS e CASCADE;
        CREATE STATISTICS s.st (ndistinct) ON a, lower(b) FROM t;
        ALTER STATISTICS st SET STATISTICS 100;
        DROP STATISTICS IF EXISTS st, st2;
        "#,
        expect![[r#"
            CREATE SEQUENCE IF NOT EXISTS s.seq START 5 INCR… → CreateSequence{name=s.seq if_not_exists}
            RESTART WITH 9 → AlterSequence{name=seq action=Options}
            AS bigint → AlterSequence{name=seq action=Type(‹bigint›)}
            OWNED BY t.id → AlterSequence{name=seq action=OwnedBy}
            SET UNLOGGED → AlterSequence{name=seq action=SetLogged(no)}
            RENAME TO seq2 → AlterSequence{name=seq action=Rename{to=seq2}}
            OWNER TO bob → SetOwner{kind=Sequence name=seq}
            SET SCHEMA s → SetSchema{kind=Sequence name=seq schema=s}
            seq → DropSequence{name=seq if_exists cascade}
            seq2 → DropSequence{name=seq2 if_exists cascade}
            CREATE SCHEMA IF NOT EXISTS app → CreateSchema{name=app if_not_exists}
            app AUTHORIZATION bob → CreateSchema{name=app}
            CREATE TABLE a (id int) → CreateTable{table=a columns=[Column{name=id ty=‹int›}]}
            CREATE VIEW v AS SELECT id FROM a → CreateView{view=v reads=[a] columns=[ViewColumn{relation="a" column="id"}] output=["id"]}
            CREATE SCHEMA AUTHORIZATION bob → CreateSchema{name=bob}
            ALTER SCHEMA app RENAME TO app2 → RenameSchema{name=app to=app2}
            ALTER SCHEMA app OWNER TO bob → SetOwner{kind=Schema name=app}
            a → DropSchema{name=a if_exists cascade}
            b → DropSchema{name=b if_exists cascade}
            CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH … → CreateExtension{name=uuid-ossp if_not_exists}
            ALTER EXTENSION e UPDATE TO '2.0' → Catalog{what="extension"}
            DROP EXTENSION IF EXISTS e CASCADE → DropExtension{name=e if_exists cascade}
            CREATE STATISTICS s.st (ndistinct) ON a, lower(b… → CreateStatistics{tables=[t] columns=["a", "b"] name=s.st}
            ALTER STATISTICS st SET STATISTICS 100 → Catalog{what="extended statistics"}
            st → DropStatistics{name=st if_exists}
            st2 → DropStatistics{name=st2 if_exists}
        "#]],
    );
}

#[test]
fn comments_privileges_publications() {
    check(
        r#"
        COMMENT ON TABLE s.t IS 'x';
        COMMENT ON COLUMN s.t.c IS NULL;
        COMMENT ON INDEX ix IS 'x';
        COMMENT ON CONSTRAINT c ON t IS 'x';
        COMMENT ON VIEW v IS 'x';
        COMMENT ON MATERIALIZED VIEW v IS 'x';
        COMMENT ON TYPE ty IS 'x';
        COMMENT ON FUNCTION f(int) IS 'x';
        COMMENT ON TRIGGER tr ON t IS 'x';
        COMMENT ON ROLE r IS 'x';
        SECURITY LABEL ON TABLE t IS 'x';
        GRANT SELECT, INSERT ON t, s.u TO bob;
        GRANT SELECT (a, b) ON TABLE t TO bob WITH GRANT OPTION;
        GRANT ALL ON ALL TABLES IN SCHEMA app TO bob;
        GRANT USAGE ON SEQUENCE seq TO bob;
        GRANT admin TO bob;
        REVOKE ALL PRIVILEGES ON t FROM PUBLIC CASCADE;
        ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO bob;
        CREATE PUBLICATION p FOR TABLE a, ONLY s.b (id) WHERE (id > 1);
        CREATE PUBLICATION p FOR ALL TABLES;
        ALTER PUBLICATION p ADD TABLE a;
        DROP PUBLICATION IF EXISTS p, q;
        CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p;
        ALTER SUBSCRIPTION s DISABLE;
        DROP SUBSCRIPTION s;
        "#,
        expect![[r#"
            COMMENT ON TABLE s.t IS 'x' → Comment{kind=Table relation=s.t}
            COMMENT ON COLUMN s.t.c IS NULL → Comment{kind=Column relation=s.t}
            COMMENT ON INDEX ix IS 'x' → Comment{kind=Index}
            COMMENT ON CONSTRAINT c ON t IS 'x' → Comment{kind=Constraint relation=t}
            COMMENT ON VIEW v IS 'x' → Comment{kind=View relation=v}
            COMMENT ON MATERIALIZED VIEW v IS 'x' → Comment{kind=MaterializedView relation=v}
            COMMENT ON TYPE ty IS 'x' → Comment{kind=Type}
            COMMENT ON FUNCTION f(int) IS 'x' → Comment{kind=Function}
            COMMENT ON TRIGGER tr ON t IS 'x' → Comment{relation=t}
            COMMENT ON ROLE r IS 'x' → Comment{}
            SECURITY LABEL ON TABLE t IS 'x' → Comment{kind=Table relation=t}
            GRANT SELECT, INSERT ON t, s.u TO bob → Grant{tables=[t, s.u]}
            GRANT SELECT (a, b) ON TABLE t TO bob WITH GRANT… → Grant{tables=[t] columns}
            GRANT ALL ON ALL TABLES IN SCHEMA app TO bob → Grant{all_in_schema=app}
            GRANT USAGE ON SEQUENCE seq TO bob → Grant{}
            GRANT admin TO bob → Grant{}
            REVOKE ALL PRIVILEGES ON t FROM PUBLIC CASCADE → Grant{revoke tables=[t]}
            ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELEC… → DefaultPrivileges
            CREATE PUBLICATION p FOR TABLE a, ONLY s.b (id) … → CreatePublication{name=p tables=[a, s.b]}
            CREATE PUBLICATION p FOR ALL TABLES → CreatePublication{name=p}
            ALTER PUBLICATION p ADD TABLE a → AlterPublication{name=p tables=[a]}
            p → DropPublication{name=p}
            q → DropPublication{name=q}
            CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION… → Subscription{creates}
            ALTER SUBSCRIPTION s DISABLE → Subscription{}
            DROP SUBSCRIPTION s → Subscription{creates}
        "#]],
    );
}

#[test]
fn what_touches_no_table() {
    check(
        r#"
        CREATE ROLE r LOGIN PASSWORD 'x';
        ALTER USER u SET lock_timeout = '1s';
        DROP GROUP g;
        CREATE COLLATION c (provider = icu, locale = 'de');
        CREATE CAST (a AS b) WITH FUNCTION f(a);
        CREATE OPERATOR === (leftarg = int, rightarg = int, function = f);
        CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <;
        CREATE OPERATOR FAMILY of USING btree;
        CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE USER MAPPING FOR bob SERVER s;
        IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b;
        CREATE FOREIGN DATA WRAPPER w;
        CREATE TEXT SEARCH CONFIGURATION c (parser = p);
        CREATE LANGUAGE l;
        CREATE ACCESS METHOD m TYPE TABLE HANDLER h;
        CREATE TRANSFORM FOR t LANGUAGE l (FROM SQL WITH FUNCTION f(internal));
        CREATE CONVERSION c FOR 'a' TO 'b' FROM f;
        ALTER LARGE OBJECT 1 OWNER TO bob;
        CREATE DATABASE d;
        ALTER DATABASE d SET x = 1;
        DROP DATABASE d;
        CREATE TABLESPACE t LOCATION '/x';
        ALTER SYSTEM SET work_mem = '1MB';
        "#,
        expect![[r#"
            CREATE ROLE r LOGIN PASSWORD 'x' → Catalog{what="role"}
            ALTER USER u SET lock_timeout = '1s' → Catalog{what="role"}
            DROP GROUP g → Catalog{what="role"}
            CREATE COLLATION c (provider = icu, locale = 'de… → Catalog{what="collation"}
            CREATE CAST (a AS b) WITH FUNCTION f(a) → Catalog{what="cast"}
            CREATE OPERATOR === (leftarg = int, rightarg = i… → Catalog{what="operator"}
            CREATE OPERATOR CLASS oc FOR TYPE int USING btre… → Catalog{what="operator class"}
            CREATE OPERATOR FAMILY of USING btree → Catalog{what="operator family"}
            CREATE SERVER s FOREIGN DATA WRAPPER w → Catalog{what="foreign server"}
            CREATE USER MAPPING FOR bob SERVER s → Catalog{what="user mapping"}
            IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b → Catalog{what="foreign schema"}
            CREATE FOREIGN DATA WRAPPER w → Catalog{what="foreign data wrapper"}
            CREATE TEXT SEARCH CONFIGURATION c (parser = p) → Catalog{what="text search"}
            CREATE LANGUAGE l → Catalog{what="language"}
            CREATE ACCESS METHOD m TYPE TABLE HANDLER h → Catalog{what="access method"}
            CREATE TRANSFORM FOR t LANGUAGE l (FROM SQL WITH… → Catalog{what="transform"}
            CREATE CONVERSION c FOR 'a' TO 'b' FROM f → Catalog{what="conversion"}
            ALTER LARGE OBJECT 1 OWNER TO bob → Catalog{what="large object"}
            CREATE DATABASE d → ClusterWide(CreateDatabase)
            ALTER DATABASE d SET x = 1 → ClusterWide(AlterDatabase)
            DROP DATABASE d → ClusterWide(DropDatabase)
            CREATE TABLESPACE t LOCATION '/x' → ClusterWide(Tablespace)
            ALTER SYSTEM SET work_mem = '1MB' → ClusterWide(AlterSystem)
        "#]],
    );
}
