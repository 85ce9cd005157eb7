//! How long a step takes, from the rows of its table.
//!
//! The rates are rounded down from measurements on PostgreSQL 17 with cached rows of 149 bytes
//! on an idle machine; those of backfills are from `tests/postgres/load`, beside other writers.
//! Where the number of rows is unknown, so is the time.

/// What a step's time grows with; the rate in rows a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// A short lock: the time is the wait for it.
    Lock,
    /// VALIDATE of a CHECK or a NOT NULL.
    Check,
    /// VALIDATE of a foreign key.
    ForeignKey,
    /// CREATE INDEX CONCURRENTLY on fixed-width keys.
    Index,
    /// The same on text.
    TextIndex,
    /// UPDATE in batches, and rows copied into another table.
    Backfill,
    /// UPDATE in batches with values from another table, whose rows are held.
    LinkedBackfill,
    /// INSERT in batches of what is missing: each reads both tables, so it takes longer than this
    /// for more than the million rows that were measured.
    Insertion,
    /// DELETE in batches.
    Deletion,
    /// A whole table written anew: VACUUM FULL, CLUSTER, another tablespace. Measured beside
    /// [`Cost::Index`] on the same rows, which takes half the time.
    Rewrite,
}

impl Cost {
    /// Seconds, at least one.
    pub(crate) fn seconds(self, rows: Option<u64>) -> Option<u64> {
        let rate = match self {
            Cost::Lock => return Some(1),
            Cost::Check => 17_000_000,
            Cost::ForeignKey => 9_600_000,
            Cost::Index => 2_400_000,
            Cost::TextIndex => 980_000,
            Cost::Backfill => 100_000,
            Cost::LinkedBackfill => 40_000,
            Cost::Insertion => 40_000,
            Cost::Deletion => 20_000,
            Cost::Rewrite => 1_100_000,
        };
        rows.map(|it| it.div_ceil(rate).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_grows_with_the_rows_and_is_never_guessed() {
        assert_eq!(Cost::Lock.seconds(None), Some(1));
        assert_eq!(Cost::Backfill.seconds(None), None);
        assert_eq!(Cost::Backfill.seconds(Some(20_000_000)), Some(200));
        assert_eq!(Cost::Check.seconds(Some(0)), Some(1));
        assert_eq!(
            Cost::Index.seconds(Some(u64::MAX)),
            Some(u64::MAX.div_ceil(2_400_000))
        );
    }
}
