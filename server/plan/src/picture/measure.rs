//! How wide a text comes out, and where to break it.
//!
//! There are no font metrics here: widths are a little more than those of Helvetica and of the
//! fonts with its metrics, which a picture asks for first.

/// A font as far as its widths matter; sizes in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font {
    pub(super) size: f32,
    pub(super) mono: bool,
    pub(super) bold: bool,
}

/// The width of a text in pixels, rather too much than too little.
pub(super) fn width(text: &str, font: Font) -> f32 {
    let bold = if font.bold && !font.mono { 1.08 } else { 1.0 };
    text.chars().map(|it| em(it, font.mono)).sum::<f32>() * font.size * bold
}

fn em(it: char, mono: bool) -> f32 {
    match it {
        // Combining marks, joiners and variation selectors take no room.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f000}'..='\u{3fffd}' => 1.25,
        _ if mono => 0.61,
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | ' ' => 0.31,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | 'I' => 0.39,
        'm' | 'M' | 'W' | '@' | '%' => 0.94,
        'w' | '+' | '=' | '<' | '>' | '~' | 'Q' | 'O' | 'G' | 'D' | 'H' | 'N' => 0.8,
        'A'..='Z' => 0.7,
        'a'..='z' | '0'..='9' | '_' => 0.58,
        _ => 0.68,
    }
}

/// A text in lines of at most `room` pixels and at most `most` lines, the last one ending in `…`
/// where something is left out. Breaks at blanks, then behind `_` and punctuation, then anywhere.
pub(super) fn wrap(text: &str, room: f32, most: usize, font: Font) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines().filter(|it| !it.trim().is_empty()) {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if width(&joined, font) <= room {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = broken(word, room, font, &mut lines);
            if lines.len() > most {
                break;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last, font) + width("…", font) > room && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// Puts all but the end of a word that is too long into lines; returns the end.
fn broken(word: &str, room: f32, font: Font, lines: &mut Vec<String>) -> String {
    let mut rest = word;
    while width(rest, font) > room {
        let mut end = 0;
        let mut good = 0;
        let mut taken = 0.0;
        for (at, it) in rest.char_indices() {
            let wide = em(it, font.mono);
            taken += width(it.encode_utf8(&mut [0; 4]), font);
            // At least one character a line, and none torn from its marks.
            if taken > room && end > 0 && wide > 0.0 {
                break;
            }
            end = at + it.len_utf8();
            if matches!(it, '_' | '.' | ',' | '/' | '-' | '(' | ')' | '=' | ':') {
                good = end;
            }
        }
        let cut = if good * 2 > end { good } else { end };
        lines.push(rest[..cut].to_owned());
        rest = &rest[cut..];
        // Nobody reads more, and a text may be as large as a file.
        if lines.len() > 100 {
            return String::new();
        }
    }
    rest.to_owned()
}
