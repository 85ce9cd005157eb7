//! Tables, columns, constraints, indexes.

use expect_test::expect;

use super::check;

#[test]
fn create_table() {
    check(
        r#"
        CREATE TABLE IF NOT EXISTS app.users (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the key
            email varchar(255) NOT NULL UNIQUE,
            "Full Name" text COLLATE "C" NULL,
            team int REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE,
            boss int CONSTRAINT boss_fk REFERENCES app.users DEFERRABLE,
            age int CHECK (age > 0) CHECK (age < 200) CONSTRAINT sane CHECK (age <> 13) NO INHERIT,
            created timestamptz DEFAULT now() NOT NULL,
            twice int GENERATED ALWAYS AS (age * 2) STORED,
            half int GENERATED ALWAYS AS (age / 2) VIRTUAL,
            PRIMARY KEY (id, email),
            CONSTRAINT u UNIQUE NULLS NOT DISTINCT (email),
            FOREIGN KEY (team, boss) REFERENCES app.t2 (a, b) MATCH FULL ON DELETE NO ACTION,
            CHECK (email IS NOT NULL AND created IS NOT NULL) NOT VALID,
            EXCLUDE USING gist (room WITH =, during WITH &&),
            LIKE old INCLUDING ALL EXCLUDING INDEXES
        ) INHERITS (base, other.base) WITH (fillfactor = 70);
        CREATE UNLOGGED TABLE a (LIKE b INCLUDING INDEXES);
        CREATE TEMP TABLE a (x int);
        CREATE TABLE p (d date, r text) PARTITION BY RANGE (d, lower(r));
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
        CREATE TABLE pd PARTITION OF p DEFAULT;
        CREATE TABLE c AS SELECT * FROM a JOIN s.b USING (id);
        CREATE TABLE o OF some_type;
        SELECT id INTO TEMP copy FROM a;
        CREATE FOREIGN TABLE f (a int) SERVER s;
        "#,
        expect![[r#"
            CREATE TABLE IF NOT EXISTS app.users ( id bigint… → CreateTable{table=app.users if_not_exists columns=[Column{name=id ty=‹bigint› primary_key identity}, Column{name=email ty=‹varchar(255)› nullable=no unique}, Column{name=Full Name ty=‹text› collation=""C"" nullable}, Column{name=team ty=‹int› references=References{table=teams columns=[id] on_delete="SET NULL" on_update="CASCADE"}}, Column{name=boss ty=‹int›}, Column{name=age ty=‹int› check=«age > 0» columns=["age"]}, Column{name=created ty=‹timestamptz› nullable=no default=«now()» functions=["now"]}, Column{name=twice ty=‹int› generated=Generated{expression=«age * 2» columns=["age"] stored}}, Column{name=half ty=‹int› generated=Generated{expression=«age / 2» columns=["age"] stored=no}}] constraints=[Constraint{name=boss_fk kind=ForeignKey{columns=[boss] references=References{table=app.users}} deferrable}, Constraint{kind=Check{expression=«age < 200» columns=["age"]}}, Constraint{name=sane kind=Check{expression=«age <> 13» columns=["age"]} no_inherit}, Constraint{kind=PrimaryKey{columns=[id, email]}}, Constraint{name=u kind=Unique{columns=[email] nulls_not_distinct}}, Constraint{kind=ForeignKey{columns=[team, boss] references=References{table=app.t2 columns=[a, b] on_delete="NO ACTION"}}}, Constraint{kind=Check{expression=«email IS NOT NULL AND created IS NOT NULL» columns=["email", "created"] shape=IsNotNull(["email", "created"])} not_valid}, Constraint{kind=Exclusion{elements=[«room» columns=["room"] shape=Column{name="room"}, «during» columns=["during"] shape=Column{name="during"}] method="gist"}}] like=[old] inherits=[base, other.base]}
            CREATE UNLOGGED TABLE a (LIKE b INCLUDING INDEXE… → CreateTable{table=a unlogged like=[b] like_indexes}
            CREATE TEMP TABLE a (x int) → CreateTable{table=a columns=[Column{name=x ty=‹int›}] temporary}
            CREATE TABLE p (d date, r text) PARTITION BY RAN… → CreateTable{table=p columns=[Column{name=d ty=‹date›}, Column{name=r ty=‹text›}] partition_by=[d, r]}
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (… → CreateTable{table=p1 partition_of=p bound=Range{from=["2024-01-01"] to=["MAXVALUE"]}}
            CREATE TABLE pd PARTITION OF p DEFAULT → CreateTable{table=pd partition_of=p default_partition}
            CREATE TABLE c AS SELECT * FROM a JOIN s.b USING… → CreateTable{table=c as_select=[a, s.b]}
            CREATE TABLE o OF some_type → CreateTable{table=o}
            SELECT id INTO TEMP copy FROM a → CreateTable{table=copy temporary as_select=[a]}
            CREATE FOREIGN TABLE f (a int) SERVER s → CreateTable{table=f columns=[Column{name=a ty=‹int›}]}
        "#]],
    );
}

#[test]
fn drop_and_rename() {
    check(
        r#"
        DROP TABLE a;
        DROP TABLE IF EXISTS s.a, "B""x" CASCADE;
        DROP FOREIGN TABLE f RESTRICT;
        ALTER TABLE IF EXISTS ONLY s.a RENAME TO b;
        ALTER TABLE a RENAME old TO "New";
        ALTER TABLE a RENAME CONSTRAINT c1 TO c2;
        ALTER TABLE U&"\0061bc" RENAME COLUMN Ab TO cd;
        "#,
        expect![[r#"
            DROP TABLE a → DropTable{table=a}
            s.a → DropTable{table=s.a if_exists cascade}
            "B""x" → DropTable{table=B"x if_exists cascade}
            DROP FOREIGN TABLE f RESTRICT → DropTable{table=f}
            RENAME TO b → RenameTable{table=s.a to=b if_exists}
            RENAME old TO "New" → RenameColumn{table=a column=old to=New}
            RENAME CONSTRAINT c1 TO c2 → RenameConstraint{table=a from=c1 to=c2}
            RENAME COLUMN Ab TO cd → RenameColumn{table=abc column=ab to=cd}
        "#]],
    );
}

#[test]
fn alter_table_columns() {
    check(
        r#"
        ALTER TABLE a ADD COLUMN IF NOT EXISTS b int DEFAULT 0 CHECK (b > 0) CHECK (b < 9), ADD c text,
            DROP COLUMN IF EXISTS d CASCADE, DROP e;
        ALTER TABLE ONLY a ALTER b SET DATA TYPE bigint USING b::bigint,
            ALTER c TYPE character varying(9) COLLATE "de_DE",
            ALTER COLUMN d SET DEFAULT CURRENT_TIMESTAMP, ALTER d DROP DEFAULT,
            ALTER d SET NOT NULL, ALTER d DROP NOT NULL;
        ALTER TABLE a ALTER b ADD GENERATED BY DEFAULT AS IDENTITY (START 5),
            ALTER b SET GENERATED ALWAYS RESTART WITH 9, ALTER b DROP IDENTITY IF EXISTS,
            ALTER b SET EXPRESSION AS (c + 1), ALTER b DROP EXPRESSION,
            ALTER b SET STATISTICS 100, ALTER b SET STORAGE external,
            ALTER b SET COMPRESSION lz4, ALTER b SET (n_distinct = 5), ALTER b RESET (n_distinct);
        ALTER FOREIGN TABLE f ADD COLUMN x int;
        "#,
        expect![[r#"
            ADD COLUMN IF NOT EXISTS b int DEFAULT 0 CHECK (… → AddColumn{table=a if_not_exists column=Column{name=b ty=‹int› default=«0» shape=Literal("0") check=«b > 0» columns=["b"]} constraints=[Constraint{kind=Check{expression=«b < 9» columns=["b"]}}]}
            ADD c text → AddColumn{table=a column=Column{name=c ty=‹text›}}
            DROP COLUMN IF EXISTS d CASCADE → DropColumn{table=a column=d if_exists cascade}
            DROP e → DropColumn{table=a column=e}
            ALTER b SET DATA TYPE bigint USING b::bigint → AlterColumn{table=a only column=b action=Type{ty=‹bigint› using=«b::bigint» columns=["b"] shape=Column{name="b" cast="bigint"}}}
            ALTER c TYPE character varying(9) COLLATE "de_DE… → AlterColumn{table=a only column=c action=Type{ty=‹character varying(9)› collation=""de_DE""}}
            ALTER COLUMN d SET DEFAULT CURRENT_TIMESTAMP → AlterColumn{table=a only column=d action=SetDefault(«CURRENT_TIMESTAMP» functions=["current_timestamp"])}
            ALTER d DROP DEFAULT → AlterColumn{table=a only column=d action=DropDefault}
            ALTER d SET NOT NULL → AlterColumn{table=a only column=d action=SetNotNull}
            ALTER d DROP NOT NULL → AlterColumn{table=a only column=d action=DropNotNull}
            ALTER b ADD GENERATED BY DEFAULT AS IDENTITY (ST… → AlterColumn{table=a column=b action=AddIdentity{}}
            ALTER b SET GENERATED ALWAYS RESTART WITH 9 → AlterColumn{table=a column=b action=AlterIdentity}
            ALTER b DROP IDENTITY IF EXISTS → AlterColumn{table=a column=b action=DropIdentity{if_exists}}
            ALTER b SET EXPRESSION AS (c + 1) → AlterColumn{table=a column=b action=SetExpression(«c + 1» columns=["c"])}
            ALTER b DROP EXPRESSION → AlterColumn{table=a column=b action=DropExpression{}}
            ALTER b SET STATISTICS 100 → AlterColumn{table=a column=b action=SetStatistics}
            ALTER b SET STORAGE external → AlterColumn{table=a column=b action=SetStorage}
            ALTER b SET COMPRESSION lz4 → AlterColumn{table=a column=b action=SetCompression}
            ALTER b SET (n_distinct = 5) → AlterColumn{table=a column=b action=SetOptions}
            ALTER b RESET (n_distinct) → AlterColumn{table=a column=b action=SetOptions}
            ADD COLUMN x int → AddColumn{table=f column=Column{name=x ty=‹int›}}
        "#]],
    );
}

#[test]
fn alter_table_constraints() {
    check(
        r#"
        ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID, ADD CHECK (x > 1) NOT ENFORCED;
        ALTER TABLE a ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix, ADD PRIMARY KEY (a, b);
        ALTER TABLE a ADD UNIQUE (a) INCLUDE (b), ADD CONSTRAINT u UNIQUE USING INDEX ux DEFERRABLE;
        ALTER TABLE a ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES b NOT VALID,
            ADD CONSTRAINT nn NOT NULL x NO INHERIT;
        ALTER TABLE a DROP CONSTRAINT IF EXISTS c CASCADE, VALIDATE CONSTRAINT d,
            ALTER CONSTRAINT e DEFERRABLE, ALTER CONSTRAINT g NOT ENFORCED, ALTER CONSTRAINT g ENFORCED;
        "#,
        expect![[r#"
            ADD CONSTRAINT c CHECK (x > 0) NOT VALID → AddConstraint{table=a constraint=Constraint{name=c kind=Check{expression=«x > 0» columns=["x"]} not_valid}}
            ADD CHECK (x > 1) NOT ENFORCED → AddConstraint{table=a constraint=Constraint{kind=Check{expression=«x > 1» columns=["x"]} not_enforced}}
            ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix → AddConstraint{table=a constraint=Constraint{name=pk kind=PrimaryKey{using_index=ix}}}
            ADD PRIMARY KEY (a, b) → AddConstraint{table=a constraint=Constraint{kind=PrimaryKey{columns=[a, b]}}}
            ADD UNIQUE (a) INCLUDE (b) → AddConstraint{table=a constraint=Constraint{kind=Unique{columns=[a]}}}
            ADD CONSTRAINT u UNIQUE USING INDEX ux DEFERRABL… → AddConstraint{table=a constraint=Constraint{name=u kind=Unique{using_index=ux} deferrable}}
            ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES b N… → AddConstraint{table=a constraint=Constraint{name=fk kind=ForeignKey{columns=[x] references=References{table=b}} not_valid}}
            ADD CONSTRAINT nn NOT NULL x NO INHERIT → AddConstraint{table=a constraint=Constraint{name=nn kind=NotNull{column=x} no_inherit}}
            DROP CONSTRAINT IF EXISTS c CASCADE → DropConstraint{table=a name=c if_exists cascade}
            VALIDATE CONSTRAINT d → ValidateConstraint{table=a name=d}
            ALTER CONSTRAINT e DEFERRABLE → AlterConstraint{table=a name=e}
            ALTER CONSTRAINT g NOT ENFORCED → AlterConstraint{table=a name=g enforced=no}
            ALTER CONSTRAINT g ENFORCED → AlterConstraint{table=a name=g enforced}
        "#]],
    );
}

#[test]
fn alter_table_others() {
    check(
        r#"
        ALTER TABLE a SET LOGGED, SET UNLOGGED, SET TABLESPACE ts, SET ACCESS METHOD heap,
            SET WITHOUT CLUSTER, SET WITHOUT OIDS, CLUSTER ON ix, OWNER TO bob,
            SET (fillfactor = 70, autovacuum_enabled = false), RESET (fillfactor),
            REPLICA IDENTITY FULL, INHERIT base, NO INHERIT base,
            ENABLE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY,
            ENABLE TRIGGER tr, DISABLE TRIGGER ALL, ENABLE ALWAYS TRIGGER tr,
            ENABLE RULE r, DISABLE RULE r, OF ty;
        ALTER TABLE a SET SCHEMA archive;
        ALTER TABLE p ATTACH PARTITION s.p1 FOR VALUES IN ('a', 'b', NULL);
        ALTER TABLE p ATTACH PARTITION p2 DEFAULT;
        ALTER TABLE p ATTACH PARTITION p3 FOR VALUES WITH (MODULUS 4, REMAINDER 0);
        ALTER TABLE p ATTACH PARTITION p4 FOR VALUES FROM (MINVALUE, 1) TO (-5, 'x');
        ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;
        ALTER TABLE p DETACH PARTITION p1 FINALIZE;
        ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b;
        "#,
        expect![[r#"
            SET LOGGED → SetLogged{table=a logged}
            SET UNLOGGED → SetLogged{table=a}
            SET TABLESPACE ts → SetTablespace{relation=a tablespace=ts}
            SET ACCESS METHOD heap → SetAccessMethod{table=a method=heap}
            SET WITHOUT CLUSTER → SetWithout{table=a what="cluster"}
            SET WITHOUT OIDS → SetWithout{table=a what="oids"}
            CLUSTER ON ix → ClusterOn{table=a}
            OWNER TO bob → SetOwner{kind=Table name=a}
            SET (fillfactor = 70, autovacuum_enabled = false… → TableOptions{table=a options=["fillfactor", "autovacuum_enabled"]}
            RESET (fillfactor) → TableOptions{table=a options=["fillfactor"]}
            REPLICA IDENTITY FULL → ReplicaIdentity{table=a}
            INHERIT base → Inherit{table=a parent=base inherit}
            NO INHERIT base → Inherit{table=a parent=base}
            ENABLE ROW LEVEL SECURITY → RowSecurity{table=a enable}
            DISABLE ROW LEVEL SECURITY → RowSecurity{table=a enable=no}
            FORCE ROW LEVEL SECURITY → RowSecurity{table=a}
            ENABLE TRIGGER tr → ToggleTrigger{table=a trigger=tr enable}
            DISABLE TRIGGER ALL → ToggleTrigger{table=a}
            ENABLE ALWAYS TRIGGER tr → ToggleTrigger{table=a trigger=tr enable}
            ENABLE RULE r → ToggleRule{table=a enable}
            DISABLE RULE r → ToggleRule{table=a}
            OF ty → Unknown{word="ALTER TABLE" reason="makes a typed table of it, or none" table=a}
            SET SCHEMA archive → SetSchema{kind=Table name=a schema=archive}
            ATTACH PARTITION s.p1 FOR VALUES IN ('a', 'b', N… → AttachPartition{table=p partition=s.p1 bound=List(["a", "b", "NULL"])}
            ATTACH PARTITION p2 DEFAULT → AttachPartition{table=p partition=p2 default}
            ATTACH PARTITION p3 FOR VALUES WITH (MODULUS 4, … → AttachPartition{table=p partition=p3 bound=Hash}
            ATTACH PARTITION p4 FOR VALUES FROM (MINVALUE, 1… → AttachPartition{table=p partition=p4 bound=Range{from=["MINVALUE", "1"] to=["-5", "x"]}}
            DETACH PARTITION p1 CONCURRENTLY → DetachPartition{table=p partition=p1 concurrently}
            DETACH PARTITION p1 FINALIZE → DetachPartition{table=p partition=p1 finalize}
            ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b → Unknown{word="ALTER TABLE" reason="moves every table of a tablespace"}
        "#]],
    );
}

#[test]
fn indexes() {
    check(
        r#"
        CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON ONLY s.a USING gin
            (b DESC NULLS LAST, lower(c) text_pattern_ops, d COLLATE "C", (e || f)) INCLUDE (g, h)
            WITH (fastupdate = off) WHERE b IS NOT NULL;
        CREATE INDEX ON a (b);
        DROP INDEX CONCURRENTLY IF EXISTS ix;
        DROP INDEX s.a, b CASCADE;
        ALTER INDEX IF EXISTS s.ix RENAME TO iy;
        ALTER INDEX ix SET TABLESPACE ts;
        ALTER INDEX ix SET (fillfactor = 70);
        ALTER INDEX ix RESET (fillfactor);
        ALTER INDEX ix ATTACH PARTITION ip;
        ALTER INDEX ix ALTER COLUMN 1 SET STATISTICS 100;
        ALTER INDEX ix DEPENDS ON EXTENSION e;
        ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b;
        "#,
        expect![[r#"
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i… → AddIndex{name=ix table=s.a only if_not_exists unique concurrently keys=[IndexKey{column=b text="b DESC NULLS LAST" columns=["b"]}, IndexKey{text="lower(c) text_pattern_ops" columns=["c"]}, IndexKey{column=d text="d COLLATE "C"" columns=["d"]}, IndexKey{text="(e || f)" columns=["e", "f"]}] include=[g, h] method="gin" attributes="WITH (fastupdate = off)" predicate=«b IS NOT NULL» columns=["b"] shape=IsNotNull(["b"])}
            CREATE INDEX ON a (b) → AddIndex{table=a keys=[IndexKey{column=b text="b" columns=["b"]}]}
            DROP INDEX CONCURRENTLY IF EXISTS ix → DropIndex{index=ix if_exists concurrently}
            s.a → DropIndex{index=s.a cascade}
            b → DropIndex{index=b cascade}
            ALTER INDEX IF EXISTS s.ix RENAME TO iy → RenameIndex{index=s.ix to=iy}
            ALTER INDEX ix SET TABLESPACE ts → SetTablespace{relation=ix index tablespace=ts}
            ALTER INDEX ix SET (fillfactor = 70) → IndexOptions{index=ix}
            ALTER INDEX ix RESET (fillfactor) → IndexOptions{index=ix}
            ALTER INDEX ix ATTACH PARTITION ip → AttachIndexPartition{index=ix partition=ip}
            ALTER INDEX ix ALTER COLUMN 1 SET STATISTICS 100 → IndexStatistics{index=ix}
            ALTER INDEX ix DEPENDS ON EXTENSION e → Catalog{what="dependency on an extension"}
            ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b → Unknown{word="ALTER INDEX" reason="moves every index of a tablespace"}
        "#]],
    );
}

#[test]
fn expressions_have_a_shape() {
    check(
        r#"
        ALTER TABLE a ALTER b SET DEFAULT NULL;
        ALTER TABLE a ALTER b SET DEFAULT NULL::int;
        ALTER TABLE a ALTER b SET DEFAULT -1;
        ALTER TABLE a ALTER b SET DEFAULT ('x''y')::text;
        ALTER TABLE a ALTER b SET DEFAULT DATE '2024-01-01';
        ALTER TABLE a ALTER b SET DEFAULT CAST('{}' AS jsonb);
        ALTER TABLE a ALTER b SET DEFAULT TRUE;
        ALTER TABLE a ALTER b SET DEFAULT nextval('s.seq'::regclass);
        ALTER TABLE a ALTER b SET DEFAULT pg_catalog.now() AT TIME ZONE 'utc';
        ALTER TABLE a ALTER b SET DEFAULT current_user || LOCALTIMESTAMP(3);
        ALTER TABLE a ALTER b SET DEFAULT (SELECT max(x) FROM c);
        ALTER TABLE a ALTER b SET DEFAULT coalesce(NULL, extract(epoch FROM now()), substring('a' from 1));
        ALTER TABLE a ALTER b SET DEFAULT ARRAY[]::text[];
        ALTER TABLE a ADD CHECK ("B" IS NOT NULL);
        ALTER TABLE a ADD CHECK ((t.b) NOTNULL AND (c IS NOT NULL) AND d > 1 AND e IS NULL);
        ALTER TABLE a ADD CHECK (b IS NOT NULL OR c IS NOT NULL);
        ALTER TABLE a ALTER b TYPE int USING (b::text)::int;
        ALTER TABLE a ALTER b TYPE int USING b::int;
        ALTER TABLE a ALTER b TYPE int USING (b);
        "#,
        expect![[r#"
            ALTER b SET DEFAULT NULL → AlterColumn{table=a column=b action=SetDefault(«NULL» shape=Null)}
            ALTER b SET DEFAULT NULL::int → AlterColumn{table=a column=b action=SetDefault(«NULL::int» shape=Null)}
            ALTER b SET DEFAULT -1 → AlterColumn{table=a column=b action=SetDefault(«-1» shape=Literal("-1"))}
            ALTER b SET DEFAULT ('x''y')::text → AlterColumn{table=a column=b action=SetDefault(«('x''y')::text» shape=Literal("x'y"))}
            ALTER b SET DEFAULT DATE '2024-01-01' → AlterColumn{table=a column=b action=SetDefault(«DATE '2024-01-01'» shape=Literal("2024-01-01"))}
            ALTER b SET DEFAULT CAST('{}' AS jsonb) → AlterColumn{table=a column=b action=SetDefault(«CAST('{}' AS jsonb)» shape=Literal("{}"))}
            ALTER b SET DEFAULT TRUE → AlterColumn{table=a column=b action=SetDefault(«TRUE» shape=Literal("true"))}
            ALTER b SET DEFAULT nextval('s.seq'::regclass) → AlterColumn{table=a column=b action=SetDefault(«nextval('s.seq'::regclass)» functions=["nextval"])}
            ALTER b SET DEFAULT pg_catalog.now() AT TIME ZON… → AlterColumn{table=a column=b action=SetDefault(«pg_catalog.now() AT TIME ZONE 'utc'» functions=["now"])}
            ALTER b SET DEFAULT current_user || LOCALTIMESTA… → AlterColumn{table=a column=b action=SetDefault(«current_user || LOCALTIMESTAMP(3)» functions=["current_user", "localtimestamp"])}
            ALTER b SET DEFAULT (SELECT max(x) FROM c) → AlterColumn{table=a column=b action=SetDefault(«(SELECT max(x) FROM c)» functions=["max"] columns=["x"] subquery=true)}
            ALTER b SET DEFAULT coalesce(NULL, extract(epoch… → AlterColumn{table=a column=b action=SetDefault(«coalesce(NULL, extract(epoch FROM now()), substring('a' from 1))» functions=["coalesce", "extract", "now", "substring"])}
            ALTER b SET DEFAULT ARRAY[]::text[] → AlterColumn{table=a column=b action=SetDefault(«ARRAY[]::text[]»)}
            ADD CHECK ("B" IS NOT NULL) → AddConstraint{table=a constraint=Constraint{kind=Check{expression=«B" IS NOT NULL» columns=["B"] shape=IsNotNull(["B"])}}}
            ADD CHECK ((t.b) NOTNULL AND (c IS NOT NULL) AND… → AddConstraint{table=a constraint=Constraint{kind=Check{expression=«(t.b) NOTNULL AND (c IS NOT NULL) AND d > 1 AND e IS NULL» columns=["b", "c", "d", "e"] shape=IsNotNull(["b", "c"])}}}
            ADD CHECK (b IS NOT NULL OR c IS NOT NULL) → AddConstraint{table=a constraint=Constraint{kind=Check{expression=«b IS NOT NULL OR c IS NOT NULL» columns=["b", "c"]}}}
            ALTER b TYPE int USING (b::text)::int → AlterColumn{table=a column=b action=Type{ty=‹int› using=«(b::text)::int» columns=["b"]}}
            ALTER b TYPE int USING b::int → AlterColumn{table=a column=b action=Type{ty=‹int› using=«b::int» columns=["b"] shape=Column{name="b" cast="int"}}}
            ALTER b TYPE int USING (b) → AlterColumn{table=a column=b action=Type{ty=‹int› using=«(b)» columns=["b"] shape=Column{name="b"}}}
        "#]],
    );
}
