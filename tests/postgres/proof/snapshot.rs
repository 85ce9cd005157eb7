//! A database as lines of text: everything of its schema that somebody could miss, and its rows.
//!
//! Asked of the catalog, never of our own reader. The order of columns is left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::wire::Connection;

/// Every object of our own as one line, by the server's own words for it.
const SCHEMA: &str = "
WITH ours AS (
    SELECT c.oid, c.relkind, c.relnamespace, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT concat_ws(' ', 'table', o.name, 'kind', c.relkind, c.relpersistence,
    CASE WHEN c.relrowsecurity THEN 'row security' END,
    CASE WHEN c.relforcerowsecurity THEN 'forced' END,
    CASE WHEN c.relreplident <> 'd' THEN 'replica identity ' || c.relreplident::text END,
    'options ' || c.reloptions::text, 'granted ' || c.relacl::text,
    'bound ' || pg_get_expr(c.relpartbound, c.oid), 'key ' || pg_get_partkeydef(c.oid),
    'parents ' || (SELECT string_agg(inhparent::regclass::text, ',') FROM pg_inherits WHERE inhrelid = c.oid),
    'comment ' || obj_description(c.oid, 'pg_class'),
    CASE WHEN c.relkind IN ('v', 'm') THEN 'as ' || pg_get_viewdef(c.oid) END)
FROM ours o JOIN pg_class c ON c.oid = o.oid WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT concat_ws(' ', 'column', format('%s.%I', o.name, a.attname), format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation <> t.typcollation THEN 'collation ' || a.attcollation::regcollation::text END,
    CASE WHEN a.attnotnull THEN 'not null' END,
    CASE WHEN a.attgenerated = '' THEN 'default ' ELSE 'generated ' || a.attgenerated::text || ' ' END || pg_get_expr(d.adbin, d.adrelid),
    CASE WHEN a.attidentity <> '' THEN 'identity ' || a.attidentity::text END,
    CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END,
    CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END,
    'options ' || a.attoptions::text, 'granted ' || a.attacl::text,
    'comment ' || col_description(a.attrelid, a.attnum))
FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat_ws(' ', 'constraint', format('%I', k.conname), 'on', o.name, pg_get_constraintdef(k.oid),
    CASE WHEN NOT k.convalidated THEN 'not valid' END,
    'comment ' || obj_description(k.oid, 'pg_constraint'))
FROM ours o JOIN pg_constraint k ON k.conrelid = o.oid
WHERE k.contype <> 't'
UNION ALL
SELECT concat_ws(' ', 'constraint', format('%I', k.conname), 'of', format('%I.%I', n.nspname, t.typname), pg_get_constraintdef(k.oid),
    CASE WHEN NOT k.convalidated THEN 'not valid' END)
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT concat_ws(' ', 'index', format('%I', c.relname),
    regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX .* ON (ONLY )?', 'ON '),
    CASE WHEN i.indisunique THEN 'unique' END, CASE WHEN NOT i.indisvalid THEN 'invalid' END,
    CASE WHEN i.indisclustered THEN 'clustered' END, CASE WHEN i.indisreplident THEN 'replica identity' END,
    'options ' || c.reloptions::text, 'comment ' || obj_description(c.oid, 'pg_class'))
FROM ours o JOIN pg_class c ON c.oid = o.oid JOIN pg_index i ON i.indexrelid = o.oid
UNION ALL
SELECT concat_ws(' ', 'trigger', format('%I', g.tgname), 'on', o.name, pg_get_triggerdef(g.oid), 'enabled', g.tgenabled,
    'comment ' || obj_description(g.oid, 'pg_trigger'))
FROM ours o JOIN pg_trigger g ON g.tgrelid = o.oid WHERE NOT g.tgisinternal
UNION ALL
SELECT concat_ws(' ', 'policy', format('%I', p.polname), 'on', o.name, p.polcmd, p.polpermissive::text, p.polroles::text,
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
FROM ours o JOIN pg_policy p ON p.polrelid = o.oid
UNION ALL
SELECT concat_ws(' ', 'rule', pg_get_ruledef(r.oid))
FROM ours o JOIN pg_rewrite r ON r.ev_class = o.oid WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT concat_ws(' ', 'sequence', o.name, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache,
    CASE WHEN s.seqcycle THEN 'cycle' END, 'granted ' || c.relacl::text,
    'owned by ' || (SELECT format('%s.%I', d.refobjid::regclass, a.attname)
        FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = o.oid AND d.deptype IN ('a', 'i')),
    'comment ' || obj_description(c.oid, 'pg_class'))
FROM ours o JOIN pg_class c ON c.oid = o.oid JOIN pg_sequence s ON s.seqrelid = o.oid
UNION ALL
SELECT concat_ws(' ', 'statistics', pg_get_statisticsobjdef(x.oid)) FROM ours o JOIN pg_statistic_ext x ON x.stxrelid = o.oid
UNION ALL
SELECT concat_ws(' ', 'type', format('%I.%I', n.nspname, t.typname),
    (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
    'comment ' || obj_description(t.oid, 'pg_type'))
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typtype IN ('e', 'd')
UNION ALL
SELECT concat_ws(' ', 'function', pg_get_functiondef(f.oid), 'granted ' || f.proacl::text)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND f.prokind IN ('f', 'p')
UNION ALL
SELECT concat_ws(' ', 'published', p.pubname, format('%I.%I', p.schemaname, p.tablename)) FROM pg_publication_tables p
UNION ALL
SELECT concat_ws(' ', 'schema', format('%I', n.nspname)) FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
";

const TABLES: &str = "SELECT format('%I.%I', n.nspname, c.relname), \
    (SELECT coalesce(string_agg(quote_ident(a.attname), ','), '') FROM pg_attribute a \
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p') \
    ORDER BY 1";

/// The schema, a line for each object.
pub(super) type Schema = BTreeSet<String>;

/// Rows as text by table, sorted; columns by name.
pub(super) type Rows = BTreeMap<String, Vec<String>>;

pub(super) fn schema(connection: &mut Connection) -> Schema {
    let rows = connection.query(SCHEMA);
    let rows = rows.unwrap_or_else(|error| panic!("reading the catalog: {error:?}"));
    rows.into_iter().flatten().flatten().collect()
}

/// All rows, without the columns of which `left_out` says so (`values public.users.token`).
pub(super) fn rows(connection: &mut Connection, left_out: &[String]) -> Rows {
    let tables = connection.query(TABLES);
    let tables = tables.unwrap_or_else(|error| panic!("reading the catalog: {error:?}"));
    let mut res = Rows::new();
    for table in tables {
        let mut values = table.into_iter().map(Option::unwrap_or_default);
        let (name, columns) = (
            values.next().unwrap_or_default(),
            values.next().unwrap_or_default(),
        );
        let mut row = "to_jsonb(t)".to_owned();
        for column in columns.split(',') {
            let line = format!("values {name}.{column}");
            if left_out.iter().any(|it| matches(it, &line)) {
                let bare = column.trim_matches('"').replace("\"\"", "\"");
                row.push_str(&format!(" - '{}'::text", bare.replace('\'', "''")));
            }
        }
        let sql = format!("SELECT ({row})::text FROM {name} AS t ORDER BY 1");
        let rows = connection.query(&sql);
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        res.insert(name, rows.into_iter().flatten().flatten().collect());
    }
    res
}

/// `*` in the pattern stands for any text.
pub(super) fn matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// What one has and the other has not, in words.
pub(super) fn difference(one: (&str, &Schema), other: (&str, &Schema)) -> Vec<String> {
    let only = |name: &str, mine: &Schema, yours: &Schema| -> Vec<String> {
        let lines = mine.difference(yours);
        lines.map(|it| format!("only {name}: {it}")).collect()
    };
    let mut res = only(one.0, one.1, other.1);
    res.extend(only(other.0, other.1, one.1));
    res
}

/// The same for rows, at most a few of each table.
pub(super) fn row_difference(one: (&str, &Rows), other: (&str, &Rows)) -> Vec<String> {
    let mut res = Vec::new();
    let empty = Vec::new();
    let tables: BTreeSet<&String> = one.1.keys().chain(other.1.keys()).collect();
    for table in tables {
        let mine = one.1.get(table).unwrap_or(&empty);
        let yours = other.1.get(table).unwrap_or(&empty);
        if mine == yours {
            continue;
        }
        for (name, mine, yours) in [(one.0, mine, yours), (other.0, yours, mine)] {
            let only: Vec<&String> = mine.iter().filter(|it| !yours.contains(it)).collect();
            for row in only.iter().take(3) {
                res.push(format!("only {name}: {table}: {row}"));
            }
            if only.len() > 3 {
                res.push(format!("only {name}: {table}: {} more", only.len() - 3));
            }
        }
        if mine.len() != yours.len() {
            res.push(format!(
                "{table}: {} rows {}, {} rows {}",
                mine.len(),
                one.0,
                yours.len(),
                other.0
            ));
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("index * ON t (a)", "index t_a_idx ON t (a)"));
        assert!(!matches(
            "index * ON t (a)",
            "index t_a_idx ON t (a) unique"
        ));
        assert!(matches("values t.*", "values t.a"));
        assert!(!matches("values t.a", "values t.ab"));
        assert!(matches("a*b*c", "axxbyyc"));
        assert!(!matches("a*bc*c", "abc"));
    }
}
