//! granit-parser's events to the tree, until the first error.
//!
//! Never trusts the spans of collections, absent values and block scalars: they reach to the
//! next token, so theirs are computed from children and from the text. Keeps its own stack, so
//! that no nesting overflows the thread's.

use std::collections::HashMap;

use granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle as Style, Span, StructureStyle,
};

use super::{Comment, Target, YamlDocument};
use crate::limits::{YAML_ALIAS_NODES, YAML_DEPTH};
use crate::text::size;
use crate::value::{Entry, Key, Node, NodeKind, Scalar, ScalarStyle};
use crate::{SyntaxError, SyntaxErrorKind, TextRange};

/// One reading of a text.
#[derive(Debug, Default)]
pub(super) struct Pass {
    pub(super) documents: Vec<YamlDocument>,
    pub(super) comments: Vec<Comment>,
    /// What is ours to notice; the grammar's error is `failure`.
    pub(super) errors: Vec<SyntaxError>,
    pub(super) failure: Option<Failure>,
}

/// Where and how granit-parser gave up. Offsets are bytes.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) kind: ErrorKind,
    /// The end of the last token that made it into the tree.
    pub(super) last_end: usize,
    /// The last scalar, when it is plain and spans lines.
    pub(super) folded: Option<(usize, usize)>,
    /// The start of the outermost flow collection that is still open.
    pub(super) open_flow: Option<usize>,
    /// Where keys of block mappings and scalar items of block lists stand, in order: a partial
    /// reading may begin at their lines.
    pub(super) starts: Vec<usize>,
}

pub(super) fn options() -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
    }
}

/// Reads `text` as far as it goes; what is open at an error is closed. `text` is `source` after
/// repairs; `half_keys` are the ends of keys whose last letter a repair made a colon.
pub(super) fn pass(text: &str, source: &str, half_keys: &[usize]) -> Pass {
    let mut builder = Builder {
        text,
        source,
        half_keys,
        out: Pass::default(),
        frames: Vec::new(),
        root: None,
        skipped: 0,
        cursor: 0,
        folded: None,
        starts: Vec::new(),
        document: Document::default(),
        depth_reported: false,
    };
    for event in Parser::new_from_str_with_options(text, options()) {
        match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(builder.cursor);
                builder.fail(at.min(text.len()), error.kind().clone());
                break;
            }
        }
    }
    builder.out
}

struct Builder<'t> {
    text: &'t str,
    source: &'t str,
    half_keys: &'t [usize],
    out: Pass,
    frames: Vec<Frame>,
    root: Option<Node>,
    /// How many collections beyond [`YAML_DEPTH`] are open.
    skipped: usize,
    /// The end of the last token of content.
    cursor: usize,
    folded: Option<(usize, usize)>,
    starts: Vec<usize>,
    document: Document,
    depth_reported: bool,
}

/// What lives as long as one document.
#[derive(Default)]
struct Document {
    anchors: HashMap<usize, Anchor>,
    aliases: Vec<(crate::TextSize, Target)>,
    /// Nodes that all aliases so far stand for.
    alias_nodes: usize,
    limit_reported: bool,
}

struct Anchor {
    /// `None`: inside a complex key, out of the tree.
    target: Option<Target>,
    /// Nodes below and including it, aliases expanded; `None` while it is open.
    nodes: Option<usize>,
}

struct Frame {
    start: usize,
    flow: bool,
    anchor: Option<String>,
    anchor_id: usize,
    /// Aliases expanded, without itself.
    nodes: usize,
    /// It is a key of the mapping around it.
    is_key: bool,
    content: Content,
}

enum Content {
    Map(Vec<Entry>, Option<Key>),
    List(Vec<Node>),
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let range = span.byte_range().unwrap_or(self.cursor..self.cursor);
        let start = floor(self.text, range.start);
        let end = floor(self.text, range.end).max(start);
        match event {
            Event::DocumentStart(explicit, _) => {
                self.document = Document::default();
                // Without `---` the event stands at the first token.
                if explicit {
                    self.cursor = self.cursor.max(end);
                }
            }
            Event::DocumentEnd => self.end_document(start),
            Event::Comment(text, _) => self.out.comments.push(Comment {
                range: span_range(start, end),
                text: text.trim().to_owned(),
            }),
            Event::Scalar(..) | Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..)
                if self.skipped > 0 => {}
            Event::Scalar(text, style, id, _) => {
                let tag_end = span.tag_span().and_then(|it| it.end.byte_offset());
                self.scalar(&text, style, id, start, end, tag_end);
            }
            Event::Alias(id) => self.alias(Some(id), start, end),
            Event::UnresolvedAlias(_) => self.alias(None, start, end),
            Event::Anchor(id, name) => self.anchor(id, &name, end),
            Event::SequenceStart(style, id, _) => {
                let at = match style {
                    StructureStyle::Block if self.text.as_bytes().get(start) != Some(&b'-') => {
                        self.dash(start)
                    }
                    StructureStyle::Block | StructureStyle::Flow => start,
                };
                self.cursor = self.cursor.max(at);
                self.open(Content::List(Vec::new()), style, id, at);
            }
            Event::MappingStart(style, id, _) => {
                self.open(Content::Map(Vec::new(), None), style, id, start);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(end)),
            Event::StreamStart | Event::StreamEnd => {}
            // Non-exhaustive; nothing else carries content.
            _ => {}
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: Style,
        id: usize,
        start: usize,
        end: usize,
        tag_end: Option<usize>,
    ) {
        let style = match style {
            Style::Plain => ScalarStyle::Plain,
            Style::SingleQuoted => ScalarStyle::SingleQuoted,
            Style::DoubleQuoted => ScalarStyle::DoubleQuoted,
            Style::Literal => ScalarStyle::Literal,
            Style::Folded => ScalarStyle::Folded,
        };
        self.folded = None;
        let node = if style == ScalarStyle::Plain && start == end {
            let at = self.missing_at(start).max(tag_end.unwrap_or(0));
            Node {
                range: span_range(at, at),
                kind: NodeKind::Missing,
                anchor: None,
            }
        } else {
            let (start, end) = match style {
                ScalarStyle::Literal | ScalarStyle::Folded => self.block_range(start, end),
                ScalarStyle::Plain => (start, trimmed_end(self.text, start, end)),
                ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (start, end),
            };
            if style == ScalarStyle::Plain && self.text[start..end].contains(['\n', '\r']) {
                self.folded = Some((start, end));
            }
            Node {
                range: span_range(start, end),
                kind: NodeKind::Scalar(Scalar {
                    text: text.to_owned(),
                    style,
                }),
                anchor: None,
            }
        };
        self.cursor = self.cursor.max(usize::from(node.range.end()));
        if id != 0 {
            let anchor = Anchor {
                target: self.next_path().map(Target::Path),
                nodes: Some(1),
            };
            self.document.anchors.insert(id, anchor);
        }
        self.push(node, 1);
    }

    fn alias(&mut self, id: Option<usize>, start: usize, end: usize) {
        let range = span_range(start, end);
        let name = self.text[start..end].trim_start_matches('*').to_owned();
        let mut nodes = 1;
        match id.and_then(|it| self.document.anchors.get(&it)) {
            None => self.out.errors.push(SyntaxError {
                range,
                kind: SyntaxErrorKind::UnknownAlias(name.clone()),
            }),
            Some(Anchor { nodes: None, .. }) => self.out.errors.push(SyntaxError {
                range,
                kind: SyntaxErrorKind::Yaml(format!(
                    "alias `*{name}` stands inside the value it names; expected a value without itself"
                )),
            }),
            Some(Anchor {
                target,
                nodes: Some(reach),
            }) => {
                let total = self.document.alias_nodes.saturating_add(*reach);
                if total > YAML_ALIAS_NODES {
                    if !self.document.limit_reported {
                        self.document.limit_reported = true;
                        self.out.errors.push(SyntaxError {
                            range,
                            kind: SyntaxErrorKind::Limit {
                                what: "the number of values reached through aliases",
                                limit: YAML_ALIAS_NODES,
                            },
                        });
                    }
                } else {
                    self.document.alias_nodes = total;
                    nodes = *reach;
                    if let Some(target) = target {
                        self.document.aliases.push((range.start(), target.clone()));
                    }
                }
            }
        }
        self.folded = None;
        self.cursor = self.cursor.max(end);
        self.push(
            Node {
                range,
                kind: NodeKind::Alias(name),
                anchor: None,
            },
            nodes,
        );
    }

    /// The event follows the scalar, or the start of the collection, that it names.
    fn anchor(&mut self, id: usize, name: &str, end: usize) {
        let end_size = size(end);
        self.cursor = self.cursor.max(end);
        let is_open = self.frames.last().is_some_and(|it| it.anchor_id == id);
        if is_open {
            if let Some(frame) = self.frames.last_mut() {
                frame.anchor = Some(name.to_owned());
            }
            return;
        }
        let node = match self.frames.last_mut() {
            None => self.root.as_mut(),
            Some(Frame {
                content: Content::List(items),
                ..
            }) => items.last_mut(),
            Some(Frame {
                content: Content::Map(_, Some(key)),
                ..
            }) => {
                let node = Node {
                    range: key.range,
                    kind: NodeKind::Scalar(Scalar {
                        text: key.text.clone(),
                        style: ScalarStyle::Plain,
                    }),
                    anchor: Some(name.to_owned()),
                };
                if let Some(anchor) = self.document.anchors.get_mut(&id) {
                    anchor.target = Some(Target::Key(Box::new(node)));
                }
                None
            }
            Some(Frame {
                content: Content::Map(entries, None),
                ..
            }) => entries.last_mut().map(|it| &mut it.value),
        };
        if let Some(node) = node {
            node.anchor = Some(name.to_owned());
            if node.kind == NodeKind::Missing && node.range.end() < end_size {
                node.range = TextRange::empty(end_size);
            }
        }
    }

    fn open(&mut self, content: Content, style: StructureStyle, id: usize, start: usize) {
        let flow = style == StructureStyle::Flow;
        if flow {
            self.cursor = self.cursor.max((start + 1).min(self.text.len()));
        }
        self.folded = None;
        if self.skipped > 0 || self.frames.len() >= YAML_DEPTH {
            self.skipped += 1;
            if self.skipped == 1 {
                self.too_deep(start);
                self.push(
                    Node {
                        range: span_range(start, start),
                        kind: NodeKind::Missing,
                        anchor: None,
                    },
                    1,
                );
            }
            return;
        }
        let is_key = self.expects_key();
        if id != 0 {
            let anchor = Anchor {
                target: self.next_path().map(Target::Path),
                nodes: None,
            };
            self.document.anchors.insert(id, anchor);
        }
        self.frames.push(Frame {
            start,
            flow,
            anchor: None,
            anchor_id: id,
            nodes: 0,
            is_key,
            content,
        });
    }

    fn too_deep(&mut self, at: usize) {
        if self.depth_reported {
            return;
        }
        self.depth_reported = true;
        let rest = &self.text[at..];
        let width = rest.chars().next().map_or(0, char::len_utf8);
        self.out.errors.push(SyntaxError {
            range: span_range(at, at + width),
            kind: SyntaxErrorKind::Limit {
                what: "the nesting of values",
                limit: YAML_DEPTH,
            },
        });
    }

    /// `end` is where the end event stands; `None` when the text broke off inside.
    fn close(&mut self, end: Option<usize>) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        self.folded = None;
        let kind = match frame.content {
            Content::Map(mut entries, key) => {
                if let Some(key) = key {
                    let at = after_colon(self.text, usize::from(key.range.end()));
                    let value = Node {
                        range: span_range(at, at),
                        kind: NodeKind::Missing,
                        anchor: None,
                    };
                    entries.push(Entry { key, value });
                }
                duplicates(&entries, &mut self.out.errors);
                NodeKind::Map(entries)
            }
            Content::List(items) => NodeKind::List(items),
        };
        let (first, last) = match &kind {
            NodeKind::Map(entries) => (
                entries.first().map(|it| it.key.range.start()),
                entries.last().map(|it| it.range().end()),
            ),
            NodeKind::List(items) => (None, items.last().map(|it| it.range.end())),
            NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => (None, None),
        };
        let mut start = frame.start;
        if let Some(first) = first
            && !(frame.flow && self.text.as_bytes().get(start) == Some(&b'{'))
        {
            start = usize::from(first);
        }
        let mut stop = last.map_or(start, usize::from).max(start);
        // An implicit pair (`[a: b]`) is a flow mapping without brackets of its own.
        if frame.flow
            && let Some(end) = end
            && matches!(
                self.text.as_bytes().get(end.wrapping_sub(1)),
                Some(b']' | b'}')
            )
            && matches!(self.text.as_bytes().get(frame.start), Some(b'[' | b'{'))
        {
            stop = stop.max(end);
        }
        self.cursor = self.cursor.max(stop);
        let nodes = frame.nodes.saturating_add(1);
        if let Some(anchor) = self.document.anchors.get_mut(&frame.anchor_id) {
            anchor.nodes = Some(nodes);
        }
        self.push(
            Node {
                range: span_range(start, stop),
                kind,
                anchor: frame.anchor,
            },
            nodes,
        );
    }

    fn push(&mut self, node: Node, nodes: usize) {
        let text = self.text;
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.nodes = frame.nodes.saturating_add(nodes);
        match &mut frame.content {
            Content::List(items) => {
                if !frame.flow && node.scalar().is_some() {
                    self.starts.push(usize::from(node.range.start()));
                }
                items.push(node);
            }
            Content::Map(entries, key) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    if !frame.flow && node.scalar().is_some() {
                        self.starts.push(usize::from(node.range.start()));
                    }
                    *key = Some(whole_key(node, text, self.source, self.half_keys));
                }
            },
        }
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame {
                content: Content::Map(_, None),
                ..
            })
        )
    }

    /// The path of the node that comes next; `None` below a complex key and for keys.
    fn next_path(&self) -> Option<Vec<usize>> {
        if self.expects_key() {
            return None;
        }
        self.frames
            .iter()
            .map(|frame| match &frame.content {
                _ if frame.is_key => None,
                Content::Map(entries, _) => Some(entries.len()),
                Content::List(items) => Some(items.len()),
            })
            .collect()
    }

    /// Where an absent value stands: behind the colon or the dash.
    fn missing_at(&self, fallback: usize) -> usize {
        match self.frames.last().map(|it| &it.content) {
            Some(Content::Map(_, Some(key))) => {
                after_colon(self.text, usize::from(key.range.end()))
            }
            Some(Content::List(_)) => (self.dash(fallback) + 1).min(fallback),
            // A key of no letters stands before its colon.
            Some(Content::Map(_, None)) if self.text[fallback..].starts_with(':') => fallback,
            // The event may stand anywhere up to the next token.
            Some(Content::Map(_, None)) | None => {
                trimmed_end(self.text, self.cursor.min(fallback), fallback)
            }
        }
    }

    /// The dash of the item that begins after the cursor and not after `fallback`.
    fn dash(&self, fallback: usize) -> usize {
        find_indicator(self.text, self.cursor, |it| it == b'-')
            .filter(|it| *it <= fallback)
            .unwrap_or(fallback)
    }

    /// A block scalar with its header, without what follows its last word.
    fn block_range(&self, start: usize, end: usize) -> (usize, usize) {
        let header = find_indicator(self.text, self.cursor, |it| matches!(it, b'|' | b'>'))
            .filter(|it| *it <= start)
            .unwrap_or(start);
        let end = trimmed_end(self.text, header, end.max(header));
        if end > start {
            return (header, end);
        }
        let indicators = self.text[header..]
            .bytes()
            .take_while(|it| matches!(it, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9'))
            .count();
        (header, header + indicators)
    }

    fn end_document(&mut self, at: usize) {
        let at = trimmed_end(self.text, self.cursor.min(at), at);
        while !self.frames.is_empty() {
            self.skipped = 0;
            self.close(None);
        }
        let root = self.root.take().unwrap_or(Node {
            range: span_range(at, at),
            kind: NodeKind::Missing,
            anchor: None,
        });
        let document = std::mem::take(&mut self.document);
        let mut aliases = document.aliases;
        aliases.sort_by_key(|it| it.0);
        self.out.documents.push(YamlDocument { root, aliases });
    }

    fn fail(&mut self, at: usize, kind: ErrorKind) {
        let failure = Failure {
            at: floor(self.text, at),
            kind,
            last_end: self.cursor,
            folded: self.folded,
            open_flow: self.frames.iter().find(|it| it.flow).map(|it| it.start),
            starts: std::mem::take(&mut self.starts),
        };
        if !self.frames.is_empty() || self.root.is_some() {
            self.end_document(at);
        }
        self.out.failure = Some(failure);
    }
}

fn whole_key(node: Node, text: &str, source: &str, half_keys: &[usize]) -> Key {
    let end = usize::from(node.range.end());
    if half_keys.contains(&(end + 1)) {
        let range = span_range(usize::from(node.range.start()), end + 1);
        return Key {
            text: source[range].to_owned(),
            range,
        };
    }
    Key {
        text: match node.kind {
            NodeKind::Scalar(scalar) => scalar.text,
            _ => text[node.range].to_owned(),
        },
        range: node.range,
    }
}

fn duplicates(entries: &[Entry], errors: &mut Vec<SyntaxError>) {
    let mut report = |key: &Key, first: TextRange| {
        errors.push(SyntaxError {
            range: key.range,
            kind: SyntaxErrorKind::DuplicateKey {
                key: key.text.clone(),
                first,
            },
        });
    };
    // Most mappings are small, where comparing beats hashing.
    if entries.len() <= 8 {
        for (index, entry) in entries.iter().enumerate() {
            let before = entries[..index].iter();
            if let Some(first) = before
                .map(|it| &it.key)
                .find(|it| it.text == entry.key.text)
            {
                report(&entry.key, first.range);
            }
        }
        return;
    }
    let mut seen: HashMap<&str, TextRange> = HashMap::with_capacity(entries.len());
    for Entry { key, .. } in entries {
        match seen.get(key.text.as_str()) {
            Some(first) => report(key, *first),
            None => {
                seen.insert(&key.text, key.range);
            }
        }
    }
}

/// The first byte from `from` on that `wanted` takes, past blanks, line ends, comments, the
/// indicators `:`, `?`, `-`, `,` and properties; `None` when other content stands before it.
fn find_indicator(text: &str, from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match *bytes.get(at)? {
            byte if wanted(byte) => return Some(at),
            b' ' | b'\t' | b'\n' | b'\r' | b':' | b'?' | b'-' | b',' => at += 1,
            // The end of a document, a byte order mark.
            b'.' | 0xef | 0xbb | 0xbf => at += 1,
            b'#' | b'%' => {
                at += bytes[at..]
                    .iter()
                    .position(|it| matches!(it, b'\n' | b'\r'))?;
            }
            b'&' | b'!' => {
                at += bytes[at..].iter().position(u8::is_ascii_whitespace)?;
            }
            _ => return None,
        }
    }
}

/// Just behind the colon that follows a key, or the key's end when there is none (`{a, b}`).
fn after_colon(text: &str, key_end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = key_end;
    loop {
        match bytes.get(at) {
            Some(b':') => return at + 1,
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b'#') if at > key_end => {
                match bytes[at..]
                    .iter()
                    .position(|it| matches!(it, b'\n' | b'\r'))
                {
                    Some(len) => at += len,
                    None => return key_end,
                }
            }
            _ => return key_end,
        }
    }
}

fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    start
        + text[start..end]
            .trim_end_matches([' ', '\t', '\r', '\n'])
            .len()
}

fn floor(text: &str, at: usize) -> usize {
    usize::from(crate::text::floor_char_boundary(text, size(at)))
}

fn span_range(start: usize, end: usize) -> TextRange {
    TextRange::new(size(start), size(end.max(start)))
}
