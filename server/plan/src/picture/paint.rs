//! Shapes and texts of a picture, and what they are painted with.

use std::fmt::Write as _;

use super::measure::Font;
use super::{Theme, Wait};

/// What a shape is painted with, by its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Ground,
    Card,
    Line,
    Ink,
    Muted,
    Nobody,
    Writes,
    ReadsAndWrites,
    NotKnown,
    Release,
    ReleaseGround,
}

impl Paint {
    const ALL: [Paint; 11] = [
        Paint::Ground,
        Paint::Card,
        Paint::Line,
        Paint::Ink,
        Paint::Muted,
        Paint::Nobody,
        Paint::Writes,
        Paint::ReadsAndWrites,
        Paint::NotKnown,
        Paint::Release,
        Paint::ReleaseGround,
    ];

    /// In a light and in a dark picture. Each text's color has a contrast of at least 4.5 to 1
    /// with each ground; a test computes it.
    pub(super) fn colors(self) -> (&'static str, &'static str) {
        match self {
            Paint::Ground => ("#ffffff", "#0d1117"),
            Paint::Card => ("#f6f8fa", "#151b23"),
            Paint::Line => ("#c4ccd4", "#3d444d"),
            Paint::Ink => ("#1f2328", "#e6edf3"),
            Paint::Muted => ("#57606a", "#9198a1"),
            Paint::Nobody => ("#116329", "#3fb950"),
            Paint::Writes => ("#8a5a00", "#d29922"),
            Paint::ReadsAndWrites => ("#c01c28", "#ff7b72"),
            Paint::NotKnown => ("#57606a", "#9198a1"),
            Paint::Release => ("#0757ba", "#58a6ff"),
            Paint::ReleaseGround => ("#eaf4ff", "#10233d"),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Paint::Ground => "ground",
            Paint::Card => "card",
            Paint::Line => "line",
            Paint::Ink => "ink",
            Paint::Muted => "muted",
            Paint::Nobody => "nobody",
            Paint::Writes => "writes",
            Paint::ReadsAndWrites => "all",
            Paint::NotKnown => "unknown",
            Paint::Release => "release",
            Paint::ReleaseGround => "release-ground",
        }
    }
}

impl From<Wait> for Paint {
    fn from(it: Wait) -> Paint {
        match it {
            Wait::Nobody => Paint::Nobody,
            Wait::Writes => Paint::Writes,
            Wait::ReadsAndWrites => Paint::ReadsAndWrites,
            Wait::NotKnown => Paint::NotKnown,
        }
    }
}

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// Collects the elements of a picture.
pub(super) struct Canvas {
    theme: Theme,
    out: String,
}

impl Canvas {
    pub(super) fn new(theme: Theme) -> Canvas {
        Canvas {
            theme,
            out: String::new(),
        }
    }

    /// The picture, `width` × `height` pixels.
    pub(super) fn finish(self, width: f32, height: f32, title: &str, summary: &str) -> String {
        let (title, summary) = (escape(title), escape(summary));
        let mut res = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height:.0}\" viewBox=\"0 0 {width} {height:.0}\" role=\"img\" font-family=\"'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">\n<title>{title}</title>\n<desc>{summary}</desc>\n"
        );
        if self.theme == Theme::Auto {
            res.push_str("<style>@media (prefers-color-scheme: dark) {");
            for paint in Paint::ALL {
                let (class, (_, dark)) = (paint.class(), paint.colors());
                let _ = write!(
                    res,
                    " .forelock-fill-{class} {{ fill: {dark} }} .forelock-stroke-{class} {{ stroke: {dark} }}"
                );
            }
            res.push_str(" }</style>\n");
        }
        let fill = self.fill(Paint::Ground);
        let _ = writeln!(
            res,
            "<rect width=\"{width}\" height=\"{height:.0}\" {fill}/>"
        );
        res.push_str(&self.out);
        res.push_str("</svg>\n");
        res
    }

    fn attribute(&self, what: &str, paint: Paint) -> String {
        let (light, dark) = paint.colors();
        match self.theme {
            Theme::Light => format!("{what}=\"{light}\""),
            Theme::Dark => format!("{what}=\"{dark}\""),
            Theme::Auto => format!(
                "{what}=\"{light}\" class=\"forelock-{what}-{}\"",
                paint.class()
            ),
        }
    }

    fn fill(&self, paint: Paint) -> String {
        self.attribute("fill", paint)
    }

    pub(super) fn rect(&mut self, it: Rect, round: f32, paint: Paint) {
        let fill = self.fill(paint);
        let Rect {
            x,
            y,
            width,
            height,
        } = it;
        let _ = writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{round}\" {fill}/>"
        );
    }

    /// The border of a rectangle.
    pub(super) fn frame(&mut self, it: Rect, round: f32, paint: Paint) {
        let stroke = self.attribute("stroke", paint);
        let Rect {
            x,
            y,
            width,
            height,
        } = it;
        let _ = writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{round}\" fill=\"none\" {stroke}/>"
        );
    }

    /// A polygon through points.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)], paint: Paint) {
        let fill = self.fill(paint);
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let points = points.join(" ");
        let _ = writeln!(self.out, "<polygon points=\"{points}\" {fill}/>");
    }

    pub(super) fn circle(&mut self, x: f32, y: f32, radius: f32, paint: Paint) {
        let fill = self.fill(paint);
        let _ = writeln!(
            self.out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" {fill}/>"
        );
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), dashed: bool, paint: Paint) {
        let stroke = self.attribute("stroke", paint);
        let dash = if dashed {
            " stroke-dasharray=\"3 3\""
        } else {
            ""
        };
        let _ = writeln!(
            self.out,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke-width=\"2\"{dash} {stroke}/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// A text whose baseline is at `y`.
    pub(super) fn text(&mut self, x: f32, y: f32, text: &str, font: Font, paint: Paint) {
        self.anchored(x, y, text, font, paint, "");
    }

    /// A text in the middle of `x`.
    pub(super) fn middle(&mut self, x: f32, y: f32, text: &str, font: Font, paint: Paint) {
        self.anchored(x, y, text, font, paint, " text-anchor=\"middle\"");
    }

    fn anchored(&mut self, x: f32, y: f32, text: &str, font: Font, paint: Paint, anchor: &str) {
        let fill = self.fill(paint);
        let size = font.size;
        let mono = if font.mono {
            " font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace\""
        } else {
            ""
        };
        let bold = if font.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let text = escape(text);
        let _ = writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{mono}{bold}{anchor} {fill}>{text}</text>"
        );
    }
}

/// Text as XML text. Characters that XML 1.0 does not have, and those that turn the direction of
/// what follows, become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut res = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => res.push_str("&amp;"),
            '<' => res.push_str("&lt;"),
            '>' => res.push_str("&gt;"),
            '"' => res.push_str("&quot;"),
            '\'' => res.push_str("&#39;"),
            '\t' | '\n' | '\r' => res.push(' '),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fffe}'
            | '\u{ffff}' => res.push('\u{fffd}'),
            _ => res.push(it),
        }
    }
    res
}
