//! The offset map between an embedded fragment (a fence, a scalar) and its host file.

use crate::{TextRange, TextSize};

/// A fragment's decoded text, with the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    pub text: String,
    pub map: OffsetMap,
}

/// Which host bytes the bytes of a fragment came from.
///
/// Invariant: `pieces` are sorted by `inner` and by `outer`; each piece is copied verbatim, so
/// offsets inside it differ by a constant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    inner: TextSize,
    outer: TextSize,
    len: TextSize,
}

impl OffsetMap {
    /// The map of a fragment that *is* its host.
    pub fn identity(len: TextSize) -> OffsetMap {
        OffsetMap {
            pieces: vec![Piece {
                inner: 0.into(),
                outer: 0.into(),
                len,
            }],
        }
    }

    /// The map of a fragment that is one unbroken slice of its host.
    pub fn shifted(range: TextRange) -> OffsetMap {
        OffsetMap {
            pieces: vec![Piece {
                inner: 0.into(),
                outer: range.start(),
                len: range.len(),
            }],
        }
    }

    /// Adds `len` bytes that stand at `inner` in the fragment and at `outer` in the host. Both
    /// must not be before the end of the last piece.
    pub fn push(&mut self, inner: TextSize, outer: TextSize, len: TextSize) {
        if let Some(last) = self.pieces.last_mut()
            && last.inner + last.len == inner
            && last.outer + last.len == outer
        {
            last.len += len;
            return;
        }
        self.pieces.push(Piece { inner, outer, len });
    }

    /// The map of a part of the fragment, whose own text begins at 0.
    pub fn part(&self, part: TextRange) -> OffsetMap {
        let mut res = OffsetMap::default();
        for piece in &self.pieces {
            let start = piece.inner.max(part.start());
            let end = (piece.inner + piece.len).min(part.end());
            if start < end {
                let outer = piece.outer + (start - piece.inner);
                res.push(start - part.start(), outer, end - start);
            }
        }
        if res.pieces.is_empty() {
            res.pieces.push(Piece {
                inner: 0.into(),
                outer: self.to_host(part.start()),
                len: 0.into(),
            });
        }
        res
    }

    /// Moves the host's side by as much as `from` moves to `to`; no piece may stand before `from`.
    pub fn move_host(&mut self, from: TextSize, to: TextSize) {
        for piece in &mut self.pieces {
            if let Some(inner) = piece.outer.checked_sub(from) {
                piece.outer = inner + to;
            }
        }
    }

    /// Where a fragment's offset stands in the host. An offset between pieces (an escape, an
    /// indentation that was removed) goes to the end of the piece before it; past the end, to
    /// the end of the last piece.
    pub fn to_host(&self, inner: TextSize) -> TextSize {
        let index = self.pieces.partition_point(|it| it.inner <= inner);
        let Some(piece) = index.checked_sub(1).and_then(|it| self.pieces.get(it)) else {
            return self.pieces.first().map_or(TextSize::new(0), |it| it.outer);
        };
        piece.outer + (inner - piece.inner).min(piece.len)
    }

    /// A fragment's range in the host. The end is mapped from the last byte inside, so that a
    /// range never runs into the next line's indentation.
    pub fn range_to_host(&self, inner: TextRange) -> TextRange {
        let start = self.to_host(inner.start());
        if inner.is_empty() {
            return TextRange::empty(start);
        }
        let last = inner.end() - TextSize::new(1);
        let index = self.pieces.partition_point(|it| it.inner <= last);
        let end = match index.checked_sub(1).and_then(|it| self.pieces.get(it)) {
            Some(piece) => piece.outer + (inner.end() - piece.inner).min(piece.len),
            None => start,
        };
        TextRange::new(start, end.max(start))
    }

    /// The fragment's offset for a host offset; `None` outside every piece (ends included).
    pub fn to_inner(&self, outer: TextSize) -> Option<TextSize> {
        let index = self.pieces.partition_point(|it| it.outer <= outer);
        let piece = self.pieces.get(index.checked_sub(1)?)?;
        let delta = outer - piece.outer;
        (delta <= piece.len).then(|| piece.inner + delta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_leads_to_the_same_places() {
        let mut map = OffsetMap::default();
        map.push(0.into(), 10.into(), 4.into());
        map.push(4.into(), 20.into(), 6.into());
        let part = map.part(TextRange::new(2.into(), 7.into()));
        for at in 0..5 {
            let inner = TextRange::at(at.into(), 1.into());
            assert_eq!(
                part.range_to_host(inner),
                map.range_to_host(inner + TextSize::new(2))
            );
        }
        let empty = map.part(TextRange::empty(30.into()));
        assert_eq!(empty.to_host(0.into()), map.to_host(30.into()));
    }
}
