//! The version after one, in the project's habit.

/// The version after one, in its own habit: a date moves on in time, a hash is followed by
/// another hash (made from `name`, so that the same plan gets the same one), otherwise the last
/// run of digits counts up and keeps its width; a version without digits gets `_2`.
pub(crate) fn next_version(version: &str, name: &str) -> String {
    next_hash(version, name)
        .or_else(|| next_date(version))
        .unwrap_or_else(|| next_number(version))
}

fn next_number(version: &str) -> String {
    let end = version
        .rfind(|it: char| it.is_ascii_digit())
        .map(|it| it + 1);
    let Some(end) = end else {
        return format!("{version}_2");
    };
    let start = version[..end]
        .rfind(|it: char| !it.is_ascii_digit())
        .map_or(0, |it| {
            it + version[it..].chars().next().map_or(1, char::len_utf8)
        });
    let digits = &version[start..end];
    let width = digits.len();
    match digits.parse::<u64>().ok().and_then(|it| it.checked_add(1)) {
        Some(next) => format!("{}{next:0width$}{}", &version[..start], &version[end..]),
        None => format!("{version}_2"),
    }
}

/// Alembic's and git's habit: at least eight lower-case hex digits, letters and digits mixed.
fn next_hash(version: &str, name: &str) -> Option<String> {
    let hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    let mixed = version.bytes().any(|it| it.is_ascii_digit())
        && version.bytes().any(|it| it.is_ascii_lowercase());
    if !(8..=64).contains(&version.len()) || !version.bytes().all(hex) || !mixed {
        return None;
    }
    // FNV-1a, which never changes between runs or releases.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut res = String::new();
    for it in version.bytes().chain([0]).chain(name.bytes()) {
        hash = (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3);
    }
    while res.len() < version.len() {
        res.push_str(&format!("{hash:016x}"));
        hash = (hash ^ 0xff).wrapping_mul(0x0100_0000_01b3);
    }
    res.truncate(version.len());
    Some(res)
}

/// A version that is a date, or a date and a time, and nothing else: the last unit moves on.
fn next_date(version: &str) -> Option<String> {
    let digits: String = version.chars().filter(char::is_ascii_digit).collect();
    let others: Vec<char> = version.chars().filter(|it| !it.is_ascii_digit()).collect();
    if !matches!(digits.len(), 8 | 12 | 14)
        || others
            .iter()
            .any(|it| !matches!(it, '-' | '_' | '.' | ':' | 'T'))
    {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let mut units = [
        number(0, 4)?,
        number(4, 6)?,
        number(6, 8)?,
        number(8, 10).unwrap_or(0),
        number(10, 12).unwrap_or(0),
        number(12, 14).unwrap_or(0),
    ];
    let days = |year: u32, month: u32| match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    };
    let [year, month, day, hour, minute, second] = units;
    let sensible = (1970..=2999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !sensible {
        return None;
    }
    let last = match digits.len() {
        8 => 2,
        12 => 4,
        _ => 5,
    };
    for unit in (0..=last).rev() {
        let (first, end) = match unit {
            0 => (0, u32::MAX),
            1 => (1, 12),
            2 => (1, days(units[0], units[1])),
            3 => (0, 23),
            _ => (0, 59),
        };
        if units[unit] < end {
            units[unit] += 1;
            break;
        }
        units[unit] = first;
    }
    let [year, month, day, hour, minute, second] = units;
    let next = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}");
    let mut next = next.chars();
    Some(
        version
            .chars()
            .map(|it| match it {
                '0'..='9' => next.next().unwrap_or(it),
                _ => it,
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::next_version;

    #[test]
    fn versions_keep_their_habit() {
        for (version, expected) in [
            ("0001", "0002"),
            ("0099", "0100"),
            ("9", "10"),
            ("v2", "v3"),
            ("2026_05_01", "2026_05_02"),
            ("2026-12-31", "2027-01-01"),
            ("20280228", "20280229"),
            ("20260531235959", "20260601000000"),
            ("202605312359", "202606010000"),
            ("20260531_02", "20260531_03"),
            ("abc", "abc_2"),
            ("1.2.9", "1.2.10"),
            ("99999999999999999999", "99999999999999999999_2"),
            ("20261399", "20261400"),
        ] {
            assert_eq!(next_version(version, "x"), expected, "{version}");
        }
        let hash = next_version("1975ea83b712", "add_users_phone");
        assert_eq!(hash.len(), 12);
        assert!(hash.bytes().all(|it| it.is_ascii_hexdigit()), "{hash}");
        assert_eq!(hash, next_version("1975ea83b712", "add_users_phone"));
        assert_ne!(hash, next_version("1975ea83b712", "fill_users_phone"));
    }
}
