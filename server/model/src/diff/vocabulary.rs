//! Words of names, defaults and expressions, folded so that rewording compares equal.

/// A name without case, signs and schema: `User Profiles`, `user_profiles`.
pub(super) fn fold(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    let plain = name.chars().filter(|it| it.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// As [`fold`], in the singular: `categories` and `Category`.
pub(super) fn singular(name: &str) -> String {
    let folded = fold(name);
    if let Some(stem) = folded.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "uses"] {
        if let Some(stem) = folded
            .strip_suffix("es")
            .filter(|_| folded.ends_with(ending))
        {
            return stem.to_owned();
        }
    }
    match folded.strip_suffix('s') {
        Some(stem) if !folded.ends_with("ss") && !folded.ends_with("us") => stem.to_owned(),
        _ => folded,
    }
}

/// The words of a name, lower-cased: `userId`, `user_id`, `User ID` are `user` and `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in name.chars() {
        let ends = !c.is_alphanumeric() || (c.is_uppercase() && lower);
        if ends && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// An expression without blanks, case, outer parentheses and signs of quotation around names.
pub(super) fn fold_expression(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    for c in text.trim().chars() {
        if c == '\'' {
            quoted = !quoted;
        }
        let skipped = !quoted && (c.is_whitespace() || matches!(c, '"' | '`'));
        if !skipped && quoted {
            out.push(c);
        } else if !skipped {
            out.extend(c.to_lowercase());
        }
    }
    while let Some(inner) = unwrapped(&out) {
        out = inner;
    }
    out
}

/// The text in parentheses that stand around all of it.
fn unwrapped(text: &str) -> Option<String> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_i32;
    for c in inner.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            return None;
        }
    }
    Some(inner.to_owned())
}

/// A default in the one spelling that all of its spellings come to; `None` for those that say
/// that there is none, or that a sequence counts.
pub(super) fn fold_default(text: &str) -> Option<String> {
    let mut text = fold_expression(text);
    if let Some((value, cast)) = text.rsplit_once("::")
        && cast
            .chars()
            .all(|it| it.is_alphanumeric() || "()[],_".contains(it))
    {
        text = value.to_owned();
    }
    let bare = text.trim_matches(['\'', '"']);
    let bare = bare.strip_suffix("()").unwrap_or(bare);
    if bare.starts_with("nextval") {
        return None;
    }
    Some(
        match bare {
            "" | "-" | "—" | "–" | "none" | "null" | "auto" | "autoincrement"
            | "auto_increment" | "auto-increment" | "autoincrementing" | "serial" | "n/a"
                if text != "''" =>
            {
                return None;
            }
            "now" | "current_timestamp" | "datetime.utcnow" | "utcnow" | "datetime.now"
            | "func.now" | "currenttimestamp" => "now",
            "gen_random_uuid" | "uuid4" | "uuid.uuid4" | "uuid_generate_v4" | "uuidv4" => "uuid",
            "true" | "t" | "1" if bare != "1" => "true",
            "false" | "f" => "false",
            bare => bare,
        }
        .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_words() {
        let split = |it: &str| words(it).join(" ");
        assert_eq!(split("userId"), "user id");
        assert_eq!(split("User ID"), "user id");
        assert_eq!(split("line_2"), "line 2");
        assert_eq!(split("größe_m"), "größe m");
    }

    #[test]
    fn spellings_of_one_default_are_one() {
        assert_eq!(fold_default("NOW()"), fold_default("CURRENT_TIMESTAMP"));
        assert_eq!(fold_default("'open'::text"), fold_default("open"));
        assert_eq!(fold_default("(now())"), fold_default("now"));
        assert_eq!(fold_default("—"), None);
        assert_eq!(fold_default("nextval('t_id_seq')"), None);
        assert_ne!(fold_default("'a'"), fold_default("'b'"));
        assert_eq!(fold_default("''"), Some(String::new()));
    }

    #[test]
    fn expressions_fold_outside_their_strings() {
        assert_eq!(fold_expression("((A  > 0))"), "a>0");
        assert_eq!(fold_expression("s IN ('A b')"), "sin('A b')");
        assert_eq!(fold_expression("(a) or (b)"), "(a)or(b)");
    }
}
