//! The timeline: deploys left to right, the application's releases between them.
//!
//! 800 pixels wide. Deploys that do not fit beside each other go on in the next row, so that a
//! long plan grows in height and its texts keep their size.

use super::measure::{Font, width, wrap};
use super::paint::{Canvas, Paint, Rect};
use super::{Pictured, Theme, Wait, duration, mode, release, summary};
use crate::{Deploy, Outcome, Plan, Step};

const WIDTH: f32 = 800.0;
const MARGIN: f32 = 16.0;
const GAP: f32 = 12.0;
const MOST_COLUMNS: usize = 4;
/// A bar of this many seconds fills its card; shorter ones by their logarithm.
const FULL_BAR: u64 = 3_600;

const TITLE: Font = font(13.0, true, true);
const BODY: Font = font(12.0, false, false);
const SMALL: Font = font(11.0, false, false);
const STRONG: Font = font(11.5, false, true);
const CODE: Font = font(11.0, true, false);
const CODE_STRONG: Font = font(11.5, true, true);
const LOCK: Font = font(10.5, true, false);

const fn font(size: f32, mono: bool, bold: bool) -> Font {
    Font { size, mono, bold }
}

/// The plans as one picture, below each other, in the order given. Without plans it says so.
pub fn svg(plans: &[Pictured<'_>], theme: Theme) -> String {
    let mut it = Picture {
        canvas: Canvas::new(theme),
        y: MARGIN,
    };
    if plans.is_empty() {
        it.paragraph("There is nothing to plan.", BODY, 1, Paint::Muted);
    }
    for (at, plan) in plans.iter().enumerate() {
        if at > 0 {
            it.y += 10.0;
            it.canvas
                .line((MARGIN, it.y), (WIDTH - MARGIN, it.y), true, Paint::Line);
            it.y += 18.0;
        }
        it.plan(plan);
    }
    if plans.iter().any(|it| !it.plan.deploys.is_empty()) {
        it.legend();
    }
    let title = match plans {
        [one] => one.title,
        _ => "Zero-downtime plans",
    };
    let said: Vec<String> = plans.iter().map(|it| summary(it.plan)).collect();
    it.canvas
        .finish(WIDTH, it.y + MARGIN, title, &said.join("; "))
}

struct Picture {
    canvas: Canvas,
    /// Where the next thing begins.
    y: f32,
}

/// A text of several lines, measured before it is drawn.
struct Block {
    lines: Vec<String>,
    font: Font,
    paint: Paint,
}

impl Block {
    fn new(text: &str, room: f32, most: usize, font: Font, paint: Paint) -> Block {
        Block {
            lines: wrap(text, room, most, font),
            font,
            paint,
        }
    }

    fn height(&self) -> f32 {
        self.lines.len() as f32 * leading(self.font)
    }
}

fn leading(font: Font) -> f32 {
    (font.size * 1.35).round()
}

/// A step, measured.
struct Card<'a> {
    step: &'a Step,
    /// How it runs, where that differs from the step before.
    mode: Option<&'static str>,
    blocks: Vec<Block>,
    height: f32,
}

const STRIPE: f32 = 5.0;
const PAD: f32 = 8.0;

impl Picture {
    fn draw(&mut self, x: f32, y: f32, block: &Block) -> f32 {
        let mut y = y;
        for line in &block.lines {
            y += leading(block.font);
            self.canvas
                .text(x, y - block.font.size * 0.28, line, block.font, block.paint);
        }
        y
    }

    fn paragraph(&mut self, text: &str, font: Font, most: usize, paint: Paint) {
        let block = Block::new(text, WIDTH - 2.0 * MARGIN, most, font, paint);
        self.y = self.draw(MARGIN, self.y, &block);
    }

    fn plan(&mut self, it: &Pictured<'_>) {
        self.paragraph(it.title, TITLE, 4, Paint::Ink);
        self.y += 4.0;
        let (said, paint) = match it.plan.outcome {
            Outcome::Planned => (summary(it.plan), Paint::Ink),
            Outcome::AlreadySafe => ("Already safe as it stands".to_owned(), Paint::Nobody),
            Outcome::NoOnlineWay => (
                "No online way".to_owned() + if_any(it.plan),
                Paint::ReadsAndWrites,
            ),
        };
        self.paragraph(&said, STRONG, 2, paint);
        self.paragraph(&it.plan.why, BODY, 5, Paint::Muted);
        self.y += 14.0;
        let deploys: Vec<(usize, &Deploy)> = it.plan.deploys.iter().enumerate().collect();
        let rows = deploys.len().div_ceil(MOST_COLUMNS).max(1);
        let columns = deploys.len().div_ceil(rows).max(1);
        for row in deploys.chunks(columns) {
            let last = row.last().is_some_and(|(at, _)| at + 1 == deploys.len());
            self.row(it.plan, row, columns, last);
            self.y += 18.0;
        }
    }

    fn row(&mut self, plan: &Plan, deploys: &[(usize, &Deploy)], columns: usize, last: bool) {
        let wide = (WIDTH - 2.0 * MARGIN - GAP * (columns - 1) as f32) / columns as f32;
        let x_of = |at: usize| MARGIN + at as f32 * (wide + GAP);
        // The axis.
        let axis = self.y + 10.0;
        let end = match last {
            true => x_of(deploys.len() - 1) + wide,
            false => WIDTH - MARGIN,
        };
        self.canvas
            .line((MARGIN, axis), (end - 6.0, axis), false, Paint::Line);
        let arrow = [
            (end - 8.0, axis - 5.0),
            (end, axis),
            (end - 8.0, axis + 5.0),
        ];
        self.canvas.polygon(&arrow, Paint::Line);
        let releases: Vec<Option<Block>> = deploys
            .iter()
            .map(|(at, it)| {
                let said = release(plan, it, *at)?;
                let room = wide - 2.0 * PAD;
                Some(Block::new(said, room, 9, SMALL, Paint::Ink))
            })
            .collect();
        let title = leading(STRONG);
        let lane = releases
            .iter()
            .flatten()
            .map(|it| it.height() + title + 2.0 * PAD - 2.0)
            .fold(0.0, f32::max);
        let top = axis + 20.0;
        let cards = top + if lane > 0.0 { lane + 10.0 } else { 0.0 };
        let mut bottom = cards;
        for (at, ((number, deploy), release)) in deploys.iter().zip(&releases).enumerate() {
            let x = x_of(at);
            let mut node = x + 11.0;
            if let Some(release) = release {
                self.release(x, axis, node, top, wide, release);
                node += 34.0;
            }
            self.canvas.circle(node, axis, 10.0, Paint::Ink);
            let number = (number + 1).to_string();
            self.canvas
                .middle(node, axis + 4.0, &number, STRONG, Paint::Ground);
            let phase = deploy.phase.as_str();
            let back = Rect {
                x: node + 14.0,
                y: axis - 8.0,
                width: width(phase, STRONG) + 6.0,
                height: 16.0,
            };
            self.canvas.rect(back, 0.0, Paint::Ground);
            self.canvas
                .text(node + 17.0, axis + 4.0, phase, STRONG, Paint::Ink);
            bottom = bottom.max(self.deploy(deploy, x, cards, wide));
        }
        self.y = bottom;
    }

    /// A release of the application: a diamond on the axis, and what must be in it.
    fn release(&mut self, x: f32, axis: f32, node: f32, top: f32, wide: f32, said: &Block) {
        self.canvas
            .line((node, axis), (node, top), false, Paint::Release);
        let diamond = [
            (node, axis - 9.0),
            (node + 9.0, axis),
            (node, axis + 9.0),
            (node - 9.0, axis),
        ];
        self.canvas.polygon(&diamond, Paint::Release);
        let height = said.height() + leading(STRONG) + 2.0 * PAD - 2.0;
        let rect = Rect {
            x,
            y: top,
            width: wide,
            height,
        };
        self.canvas.rect(rect, 4.0, Paint::ReleaseGround);
        self.canvas.frame(rect, 4.0, Paint::Release);
        let head = Block::new("Release first", wide, 1, STRONG, Paint::Release);
        let y = self.draw(x + PAD, top + PAD - 3.0, &head);
        self.draw(x + PAD, y, said);
    }

    /// Draws a deploy; returns where it ends.
    fn deploy(&mut self, deploy: &Deploy, x: f32, y: f32, wide: f32) -> f32 {
        let room = wide - 2.0 * PAD;
        let version = Block::new(&deploy.version, room, 2, CODE_STRONG, Paint::Ink);
        let name = Block::new(&deploy.name, room, 4, CODE, Paint::Muted);
        let cards = measured(&deploy.steps, wide - 2.0 * 6.0);
        let modes = cards.iter().filter(|it| it.mode.is_some()).count() as f32;
        let inside: f32 = cards.iter().map(|it| it.height + 6.0).sum();
        let height = PAD + version.height() + name.height() + modes * 20.0 + inside + 4.0;
        let rect = Rect {
            x,
            y,
            width: wide,
            height,
        };
        self.canvas.rect(rect, 6.0, Paint::Card);
        self.canvas.frame(rect, 6.0, Paint::Line);
        let mut at = self.draw(x + PAD, y + PAD - 3.0, &version);
        at = self.draw(x + PAD, at, &name) + 3.0;
        for card in &cards {
            if let Some(mode) = card.mode {
                at += 16.0;
                self.canvas
                    .text(x + PAD, at - 1.0, mode, SMALL, Paint::Muted);
                at += 4.0;
            }
            self.step(card, x + 6.0, at, wide - 12.0);
            at += card.height + 6.0;
        }
        y + height
    }

    fn step(&mut self, card: &Card<'_>, x: f32, y: f32, wide: f32) {
        let rect = Rect {
            x,
            y,
            width: wide,
            height: card.height,
        };
        let paint = Paint::from(Wait::of(card.step));
        self.canvas.rect(rect, 3.0, Paint::Ground);
        self.canvas.frame(rect, 3.0, Paint::Line);
        let stripe = Rect {
            width: STRIPE,
            ..rect
        };
        self.canvas.rect(stripe, 2.0, paint);
        let mut at = y + PAD - 4.0;
        for block in &card.blocks {
            at = self.draw(x + STRIPE + PAD, at, block);
        }
        // How long, as a bar: unknown is a dashed line.
        let room = wide - STRIPE - 2.0 * PAD;
        let left = x + STRIPE + PAD;
        let bar = y + card.height - 8.0;
        match card.step.estimated_duration_seconds {
            Some(seconds) => {
                let share = ((1.0 + seconds as f32).ln() / (1.0 + FULL_BAR as f32).ln()).min(1.0);
                let rect = Rect {
                    x: left,
                    y: bar,
                    width: (room * share).max(4.0),
                    height: 3.0,
                };
                self.canvas.rect(rect, 1.5, paint);
            }
            None => self
                .canvas
                .line((left, bar + 1.5), (left + room, bar + 1.5), true, paint),
        }
    }

    fn legend(&mut self) {
        let entries = [
            (Paint::Nobody, "nobody waits"),
            (Paint::Writes, "writes wait"),
            (Paint::ReadsAndWrites, "reads and writes wait"),
            (Paint::NotKnown, "not known"),
        ];
        let mut x = MARGIN;
        let y = self.y + 10.0;
        for (paint, said) in entries {
            let rect = Rect {
                x,
                y: y - 9.0,
                width: 10.0,
                height: 10.0,
            };
            self.canvas.rect(rect, 2.0, paint);
            self.canvas.text(x + 15.0, y, said, SMALL, Paint::Muted);
            x += 15.0 + width(said, SMALL) + 14.0;
        }
        let middle = y - 4.0;
        let diamond = [
            (x + 6.0, middle - 6.0),
            (x + 12.0, middle),
            (x + 6.0, middle + 6.0),
            (x, middle),
        ];
        self.canvas.polygon(&diamond, Paint::Release);
        let said = "application release";
        self.canvas.text(x + 17.0, y, said, SMALL, Paint::Muted);
        let note = "bar: time, on a logarithmic scale";
        x += 17.0 + width(said, SMALL) + 14.0;
        self.canvas.text(x, y, note, SMALL, Paint::Muted);
        self.y = y + 4.0;
    }
}

fn if_any(plan: &Plan) -> &'static str {
    if plan.deploys.is_empty() {
        ""
    } else {
        "; the least bad one:"
    }
}

fn measured(steps: &[Step], wide: f32) -> Vec<Card<'_>> {
    let room = wide - STRIPE - 2.0 * PAD;
    let mut last = None;
    let mut res = Vec::new();
    for step in steps {
        let wait = Wait::of(step);
        let paint = Paint::from(wait);
        let mut blocks = vec![Block::new(&step.title, room, 6, BODY, Paint::Ink)];
        const SHOWN: usize = 3;
        for lock in step.facts.locks.iter().take(SHOWN) {
            let said = format!("{} {}", lock.mode.as_str(), lock.relation);
            let own = Paint::from(Wait::for_lock(lock).min(wait));
            blocks.push(Block::new(&said, room, 3, LOCK, own));
        }
        let more = step.facts.locks.len().saturating_sub(SHOWN);
        if more > 0 {
            let said = format!("and {more} more");
            blocks.push(Block::new(&said, room, 1, SMALL, Paint::Muted));
        }
        let words = wait.words(step);
        blocks.push(Block::new(&words, room, 3, SMALL, paint));
        let mut said = duration(step.estimated_duration_seconds);
        match step.level {
            None => said.push_str(", risk not known"),
            Some(level) if level >= model::Level::High => {
                said.push_str(&format!(", {} risk", level.as_str()));
            }
            Some(_) => {}
        }
        blocks.push(Block::new(&said, room, 2, SMALL, Paint::Muted));
        if step.requires_downtime {
            let said = "needs downtime";
            blocks.push(Block::new(said, room, 1, STRONG, Paint::ReadsAndWrites));
        }
        let inside: f32 = blocks.iter().map(Block::height).sum();
        let how = (mode(step), &step.transaction);
        res.push(Card {
            step,
            mode: (last != Some(how)).then_some(how.0),
            blocks,
            height: inside + PAD + 10.0,
        });
        last = Some(how);
    }
    res
}
