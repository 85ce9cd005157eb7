//! Cursors in finished and half-typed YAML.

use super::{Slot, Step, place};
use crate::text::size;

/// `path slot `token` | keys beside`, for the place marked by `$0`.
fn shown(fixture: &str) -> String {
    let at = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let Some(place) = place(&text, size(at)) else {
        return "nothing".to_owned();
    };
    let steps: Vec<&str> = place
        .steps
        .iter()
        .map(|it| match it {
            Step::Key(key) => key.as_str(),
            Step::Item => "-",
        })
        .collect();
    let beside: Vec<String> = place
        .siblings()
        .iter()
        .map(|it| format!("{}={}", it.key, it.value))
        .collect();
    let slot = match place.slot {
        Slot::Key { colon: true } => "key:",
        Slot::Key { colon: false } => "key",
        Slot::Value { tight: true } => "tight",
        Slot::Value { tight: false } => "value",
        Slot::Text => "text",
        Slot::Comment => "comment",
    };
    let flow = if place.flow { " flow" } else { "" };
    let token = &text[place.token];
    format!(
        "{} {slot}{flow} `{token}` | {}",
        steps.join("."),
        beside.join(" ")
    )
}

#[track_caller]
fn check(fixture: &str, expected: &str) {
    assert_eq!(shown(fixture), expected, "{fixture}");
}

#[test]
fn keys_stand_by_their_indentation() {
    check("$0", " key `` | ");
    check("me$0", " key `me` | ");
    check("a:\n  b: 1\n  $0\n", "a key `` | b=1");
    check("a:\n  b: 1\n$0\nc: 2\n", " key `` | a= c=2");
    check("a:\n  b: 1\n  c$0\n  d: 2\n", "a key `c` | b=1 d=2");
    check("a:\n  b:\n    c: 1\n\n  $0\n", "a key `` | b=");
    check("a:\n  b: 1\n    $0\n", "nothing");
    check("a:\n  b$0b: 1\n", "a key: `bb` | ");
    check("a: # why\n  $0", "a key `` | ");
    check("x: 1\n---\na:\n  $0", "a key `` | ");
    check("a: &anchor\n  $0", "a key `` | ");
}

#[test]
fn dashes_lead_into_items() {
    check(
        "a:\n  - b: 1\n    $0\n  - c: 2\n    d: 3\n",
        "a.- key `` | b=1",
    );
    check("a:\n  - b: 1\n  - $0\n", "a.- key `` | ");
    check("a:\n- b: 1\n  $0", "a.- key `` | b=1");
    check("a:\n- b: 1\nc:\n- $0", "c.- key `` | ");
    check("a:\n  - b: 1\n  $0", "a key `` | ");
    check("a:\n  - x$0\n", "a.- key `x` | ");
    check("a:\n  -$0\n", "nothing");
    check("a:\n  - b: $0\n    c: 1\n", "a.-.b value `` | b= c=1");
    check(
        "a:\n  - b:\n      c: 1\n      $0\n    d: 2\n",
        "a.-.b key `` | c=1",
    );
    check("a:\n  - - b: 1\n      $0\n", "a.-.- key `` | b=1");
}

#[test]
fn values_follow_their_colon() {
    check("a:\n  b: $0", "a.b value `` | b=");
    check("a:\n  b:$0", "a.b tight `` | b=");
    check("a:\n  b: tr$0ue # c\n", "a.b value `true` | b=true");
    check("a:\n  b: \"0$01\"\n", "a.b value `01` | b=01");
    check("a:\n  b: \"0$01\n", "a.b value `01` | b=01");
    check("a:\n  b: true  $0\n", "a.b text `` | b=true");
    check("a:\n  b: true # c$0\n", " comment `# c` | ");
    check("# for$0\na: 1\n", " comment `# for` | ");
}

#[test]
fn scalars_of_several_lines_are_text() {
    check("a:\n  b: |\n    SE$0LECT: 1\n  c: 2\n", "a.b text `` | c=2");
    check("a:\n  - |\n    x$0\n", "a.- text `` | ");
    check("a:\n  b: |\n    x\n  $0\n", "a key `` | b=");
}

#[test]
fn brackets_are_read_from_where_they_open() {
    check("a: {b: 1, $0}", "a key flow `` | b=1");
    check("a: {b: 1, c$0, d: 2}", "a key flow `c` | b=1 d=2");
    check("a: {b: $0, d: 2}", "a.b value flow `` | b= d=2");
    check("a: {b: x$0y, d: 2}", "a.b value flow `xy` | b=xy d=2");
    check("a: {b: {c: 1}, $0", "a key flow `` | b=");
    check("a: {b: {c: 1, $0\nd: 2", "a.b key flow `` | c=1");
    check("a: [$0]", "a.- value flow `` | ");
    check("a: [x, y$0]", "a.- value flow `y` | ");
    check("a: [{b: 1, $0}, {c: 2}]", "a.- key flow `` | b=1");
    check("a:\n  - {t: x, d: {c: {$0}}}\n", "a.-.d.c key flow `` | ");
    check("a: {b: 1}$0", "nothing");
    check("a:\n  - {t: x, d: {c: 1, $0}}\n", "a.-.d key flow `` | c=1");
    check("a: {\n  b: 1,\n  $0\n}\n", "a key flow `` | b=1");
    check("a: {b$0", "a key flow `b` | ");
    check("- {b: 1}\n- {b$0: 2}\n", "- key: flow `b` | ");
}

#[test]
fn other_letters_and_line_ends_do_not_matter() {
    check("é: ℝ\r\n💣:\r\n  - ü: 1\r\n    $0\r\n", "💣.- key `` | ü=1");
    check("\u{feff}a:\n  $0", "a key `` | ");
    check("\ta:\n\t\tb$0", "a key `b` | ");
}

#[test]
fn no_offset_panics() {
    let texts = [
        "a: {b: [1, {c: 'x', \"d\": 2}], e}\n- f: |\n  g\n  - h: &i !j k # l\n\"m: n\n'o': p\n--- q\n? r\n: s\n",
        "é: {💣: [ℝ, {\u{feff}: '",
        "- - - a: b: c\n-\n -x\n- {\n- [\n}\n]\n: :\n",
    ];
    for text in texts {
        for end in (0..=text.len()).filter(|it| text.is_char_boundary(*it)) {
            for at in 0..=end {
                if let Some(place) = place(&text[..end], size(at)) {
                    assert!(usize::from(place.token.end()) <= end);
                }
            }
        }
    }
}
