//! Pictures are well-formed, safe, in bounds and legible.

use super::measure::{Font, width, wrap};
use super::paint::{Paint, escape};
use super::{Pictured, Theme, mermaid, svg};
use crate::Plan;
use crate::tests::{examples, plan_of, postgres};

fn plans() -> Vec<Plan> {
    let one =
        |(schema, change, major): (String, String, u8)| plan_of(&schema, &change, &postgres(major));
    examples().into_iter().map(one).collect()
}

fn hostile() -> Plan {
    let mut plan = plans().swap_remove(0);
    plan.why = "<script>alert(1)</script> & \"'\u{0}\u{202e}".to_owned();
    for deploy in &mut plan.deploys {
        deploy.name = format!("add_{}_{}", "é".repeat(80), "x".repeat(600));
        deploy.application = Some("]]> --> <!-- <image href=\"http://x\"/>".repeat(40));
        for step in &mut deploy.steps {
            step.title = "</text><a href='javascript:x'>💣 数据库".to_owned();
        }
    }
    plan
}

/// The elements of a picture, or what is not well-formed.
fn elements(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut open = Vec::new();
    let mut res = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').ok_or("an open tag")? + at;
        let tag = &rest[at + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop().as_deref() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
        } else {
            let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
            if !tag.ends_with('/') {
                open.push(name.clone());
            }
            res.push((name, tag.to_owned()));
        }
        rest = &rest[end + 1..];
    }
    if open.is_empty() {
        Ok(res)
    } else {
        Err(format!("{open:?} stays open"))
    }
}

#[test]
fn a_picture_holds_shapes_and_texts_only() {
    let mut all = plans();
    all.push(hostile());
    for plan in &all {
        for theme in [Theme::Light, Theme::Dark, Theme::Auto] {
            let title = "ALTER TABLE \"<b>\" & 'x'";
            let text = svg(&[Pictured { title, plan }], theme);
            let found = elements(&text).expect("well-formed");
            for (name, tag) in &found {
                let known = [
                    "svg", "title", "desc", "style", "rect", "polygon", "circle", "line", "text",
                ];
                assert!(known.contains(&name.as_str()), "{tag}");
                assert!(!tag.contains("href") && !tag.contains(" on"), "{tag}");
            }
            let styled = found.iter().any(|(name, _)| name == "style");
            assert_eq!(styled, theme == Theme::Auto);
            assert!(!text.contains('\u{202e}') && !text.contains('\u{0}'));
        }
    }
}

#[test]
fn every_step_lock_and_release_is_told() {
    for plan in plans() {
        let title = plan.replaces.clone();
        let pictured = Pictured {
            title: &title,
            plan: &plan,
        };
        let svg = svg(&[pictured], Theme::Light);
        let mut releases: Vec<Option<&String>> = plan
            .deploys
            .iter()
            .map(|it| it.application.as_ref())
            .collect();
        releases.dedup();
        let releases = releases.iter().flatten().count();
        assert_eq!(svg.matches("Release first").count(), releases);
        let drawn = mermaid(&[pictured]);
        for step in plan.deploys.iter().flat_map(|it| &it.steps) {
            for lock in &step.facts.locks {
                assert!(drawn.contains(lock.mode.as_str()), "{drawn}");
            }
        }
        let steps: usize = plan.deploys.iter().map(|it| it.steps.len()).sum();
        // A stripe each.
        assert_eq!(svg.matches("width=\"5.0\"").count(), steps);
    }
}

#[test]
fn nothing_leaves_the_picture() {
    let number = |tag: &str, name: &str| -> Option<f32> {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    let plan = hostile();
    let text = svg(
        &[Pictured {
            title: &"x".repeat(3000),
            plan: &plan,
        }],
        Theme::Dark,
    );
    let all = elements(&text).expect("well-formed");
    let height = number(&all[0].1, "height").expect("a height");
    for (name, tag) in &all[1..] {
        let (x, y) = (number(tag, "x"), number(tag, "y"));
        if let (Some(x), Some(y)) = (x, y) {
            let right = x + number(tag, "width").unwrap_or(0.0);
            assert!(x >= 0.0 && right <= 800.0 && y <= height, "{name} {tag}");
        }
    }
}

#[test]
fn texts_break_where_they_can() {
    let font = Font {
        size: 10.0,
        mono: true,
        bold: false,
    };
    let lines = wrap("add_users_phone_not_null_check", 100.0, 5, font);
    assert_eq!(lines, ["add_users_phone_", "not_null_check"]);
    let lines = wrap("one two three four five six seven", 60.0, 2, font);
    assert_eq!(lines, ["one two", "three…"]);
    for line in wrap(&"数据é".repeat(50), 60.0, 9, font) {
        assert!(width(&line, font) <= 60.0, "{line}");
    }
    assert_eq!(wrap("", 60.0, 9, font), Vec::<String>::new());
}

#[test]
fn texts_have_contrast() {
    let light = |hex: &str| {
        let part = |at: usize| {
            let it = u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
            let it = f64::from(it) / 255.0;
            if it <= 0.04045 {
                it / 12.92
            } else {
                ((it + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let contrast = |a: &str, b: &str| {
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    };
    let texts = [
        Paint::Ink,
        Paint::Muted,
        Paint::Nobody,
        Paint::Writes,
        Paint::ReadsAndWrites,
        Paint::NotKnown,
        Paint::Release,
    ];
    for text in texts {
        for ground in [Paint::Ground, Paint::Card, Paint::ReleaseGround] {
            let ((a, b), (c, d)) = (text.colors(), ground.colors());
            assert!(contrast(a, c) >= 4.5, "{text:?} on {ground:?}, light");
            assert!(contrast(b, d) >= 4.5, "{text:?} on {ground:?}, dark");
        }
    }
}

#[test]
fn mermaid_keeps_what_it_would_read() {
    let plan = hostile();
    let title = "x\"] --> y; click z \"javascript:a\"\n%% <img>";
    let text = mermaid(&[Pictured { title, plan: &plan }]);
    assert!(
        !text.contains("<img") && !text.contains("<script"),
        "{text}"
    );
    let odd = |it: &&str| !it.matches('"').count().is_multiple_of(2);
    assert_eq!(text.lines().find(odd), None);
    assert_eq!(escape("a\u{1}<b>"), "a\u{fffd}&lt;b&gt;");
}
