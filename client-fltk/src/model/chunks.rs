//! A long list whose items each take some rows: found by place or by row, changed anywhere.
//!
//! Items lie in chunks of at most [`CHUNK_ITEMS_MAX`], each of which knows how many rows it has.
//! So a list of 100,000 is walked in a few hundred steps to a row, and an item put in the middle
//! moves its chunk only.

/// Items of a chunk: a power of two near the square root of the longest list, which makes walking
/// the chunks and walking within one about as long.
const CHUNK_ITEMS_MAX: usize = 512;

/// Something that takes a number of rows.
pub(super) trait Rows {
    /// How many.
    fn rows(&self) -> usize;
}

/// The list.
#[derive(Debug)]
pub(super) struct Chunks<T> {
    chunks: Vec<Chunk<T>>,
    len: usize,
    rows: usize,
}

#[derive(Debug)]
struct Chunk<T> {
    items: Vec<T>,
    rows: usize,
}

impl<T: Rows> Chunks<T> {
    /// A list without items.
    pub(super) fn new() -> Self {
        Self { chunks: Vec::new(), len: 0, rows: 0 }
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many rows all items take.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The item at a place.
    pub(super) fn at(&self, place: usize) -> Option<&T> {
        let (chunk, within) = self.locate(place)?;
        self.chunks[chunk].items.get(within)
    }

    /// Changes the item at a place.
    pub(super) fn change<R>(&mut self, place: usize, change: impl FnOnce(&mut T) -> R) -> R {
        let (chunk, within) = self.locate(place).expect("the caller found an item there");
        let chunk = &mut self.chunks[chunk];
        let item = &mut chunk.items[within];
        let before = item.rows();
        let result = change(item);
        let after = item.rows();
        chunk.rows = chunk.rows + after - before;
        self.rows = self.rows + after - before;
        result
    }

    /// Puts an item before the one at `place`, or at the end.
    pub(super) fn insert(&mut self, place: usize, item: T) {
        assert!(place <= self.len, "there is no such place");
        let (mut chunk, mut within) = match self.locate(place) {
            Some(found) => found,
            None => match self.chunks.last() {
                Some(last) => (self.chunks.len() - 1, last.items.len()),
                None => {
                    self.chunks.push(Chunk { items: Vec::new(), rows: 0 });
                    (0, 0)
                }
            },
        };
        if self.chunks[chunk].items.len() >= CHUNK_ITEMS_MAX {
            (chunk, within) = self.make_room(chunk, within);
        }
        let rows = item.rows();
        let into = &mut self.chunks[chunk];
        into.items.insert(within, item);
        into.rows += rows;
        self.rows += rows;
        self.len += 1;
    }

    /// Divides a full chunk, at the place itself if that is an end: lists grow at their ends.
    fn make_room(&mut self, chunk: usize, within: usize) -> (usize, usize) {
        let full = &mut self.chunks[chunk];
        let cut = match within {
            0 => 0,
            end if end == full.items.len() => end,
            _ => full.items.len() / 2,
        };
        let moved = full.items.split_off(cut);
        let rows = moved.iter().map(Rows::rows).sum();
        full.rows -= rows;
        self.chunks.insert(chunk + 1, Chunk { items: moved, rows });
        if within > cut || cut == CHUNK_ITEMS_MAX {
            (chunk + 1, within - cut)
        } else {
            (chunk, within)
        }
    }

    /// Takes the item at a place out.
    pub(super) fn remove(&mut self, place: usize) -> T {
        let (at, within) = self.locate(place).expect("the caller found an item there");
        let chunk = &mut self.chunks[at];
        let item = chunk.items.remove(within);
        chunk.rows -= item.rows();
        if chunk.items.is_empty() {
            self.chunks.remove(at);
        }
        self.rows -= item.rows();
        self.len -= 1;
        item
    }

    /// Takes the first so many items out.
    pub(super) fn remove_first(&mut self, count: usize) {
        let mut left = count.min(self.len);
        self.len -= left;
        while let Some(first) = self.chunks.first_mut().filter(|_| left > 0) {
            let taken = left.min(first.items.len());
            let rows: usize = first.items.drain(..taken).map(|item| item.rows()).sum();
            first.rows -= rows;
            self.rows -= rows;
            left -= taken;
            if first.items.is_empty() {
                self.chunks.remove(0);
            }
        }
    }

    /// The place of the item that has this row, and which of its rows it is.
    pub(super) fn at_row(&self, row: usize) -> Option<(usize, usize)> {
        let (mut left, mut place) = (row, 0);
        for chunk in &self.chunks {
            if left >= chunk.rows {
                left -= chunk.rows;
                place += chunk.items.len();
                continue;
            }
            for item in &chunk.items {
                if left < item.rows() {
                    return Some((place, left));
                }
                left -= item.rows();
                place += 1;
            }
        }
        None
    }

    /// How many rows the items before a place take.
    pub(super) fn rows_before(&self, place: usize) -> usize {
        let (mut left, mut rows) = (place, 0);
        for chunk in &self.chunks {
            if left >= chunk.items.len() {
                left -= chunk.items.len();
                rows += chunk.rows;
                continue;
            }
            return rows + chunk.items[..left].iter().map(Rows::rows).sum::<usize>();
        }
        rows
    }

    /// All items, the first first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| &chunk.items)
    }

    /// The place of the last item that is as asked.
    pub(super) fn find_last(&self, mut is: impl FnMut(&T) -> bool) -> Option<usize> {
        let from_end = self.iter().rev().position(&mut is)?;
        Some(self.len - 1 - from_end)
    }

    /// The chunk of a place and the place within it.
    fn locate(&self, place: usize) -> Option<(usize, usize)> {
        // Most is done near the end.
        let mut end = self.len;
        for (index, chunk) in self.chunks.iter().enumerate().rev() {
            let start = end - chunk.items.len();
            if (start..end).contains(&place) {
                return Some((index, place - start));
            }
            end = start;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Item(usize, usize);

    impl Rows for Item {
        fn rows(&self) -> usize {
            self.1
        }
    }

    /// The list's answers are those of a plain one.
    fn check(list: &Chunks<Item>, plain: &[(usize, usize)]) {
        assert_eq!(list.len(), plain.len());
        assert_eq!(list.rows(), plain.iter().map(|item| item.1).sum::<usize>());
        assert!(list.iter().map(|item| (item.0, item.1)).eq(plain.iter().copied()));
        let mut row = 0;
        for (place, item) in plain.iter().enumerate() {
            assert_eq!(list.at(place).map(|item| item.0), Some(item.0));
            if place % 97 == 0 {
                assert_eq!(list.rows_before(place), row);
                assert_eq!(list.at_row(row), Some((place, 0)));
                assert_eq!(list.at_row(row + item.1 - 1), Some((place, item.1 - 1)));
            }
            row += item.1;
        }
        assert!(list.at(plain.len()).is_none());
        assert_eq!(list.at_row(row), None);
        assert_eq!(list.rows_before(plain.len()), row);
    }

    #[test]
    fn it_answers_like_a_plain_list_wherever_it_grows_and_shrinks() {
        let (mut list, mut plain) = (Chunks::new(), Vec::new());
        let mut state = 1_usize;
        for number in 0..4000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let random = state >> 33;
            let place = match random % 4 {
                0 => 0,
                1 => plain.len(),
                _ => random % (plain.len() + 1),
            };
            list.insert(place, Item(number, 1 + random % 4));
            plain.insert(place, (number, 1 + random % 4));
            if random.is_multiple_of(5) {
                let place = random % plain.len();
                assert_eq!(list.remove(place).0, plain.remove(place).0);
            }
            if random.is_multiple_of(97) {
                let count = random % (plain.len() / 4 + 1);
                list.remove_first(count);
                plain.drain(..count);
            }
            if random.is_multiple_of(3) && !plain.is_empty() {
                let place = random % plain.len();
                list.change(place, |item| item.1 = 1 + random % 3);
                plain[place].1 = 1 + random % 3;
            }
            if number % 500 == 0 {
                check(&list, &plain);
            }
        }
        check(&list, &plain);
        while !plain.is_empty() {
            let place = plain.len() / 2;
            list.remove(place);
            plain.remove(place);
        }
        check(&list, &plain);
    }

    #[test]
    fn lists_that_grow_at_an_end_have_full_chunks() {
        let (mut back, mut front) = (Chunks::new(), Chunks::new());
        for number in 0..100 * CHUNK_ITEMS_MAX {
            back.insert(number, Item(number, 1));
            front.insert(0, Item(number, 1));
        }
        assert_eq!(back.chunks.len(), 100);
        assert!(front.chunks.len() <= 101, "{}", front.chunks.len());
    }
}
