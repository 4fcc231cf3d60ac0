//! The heights of all rows, guessed until a row is laid out, and where each row begins.
//!
//! A Fenwick tree over whole pixels: finding the place of one of 100,000 rows, or the row at a
//! place, takes 17 steps, and correcting a guess as many. Rows that come at the end cost the
//! same; rows that come or go elsewhere have the tree made anew, which a page of history does
//! once.

use std::ops::Range;

/// Heights of rows, in whole pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    heights: Vec<u32>,
    /// Sums: the one at `i` is of the `i & -i` heights that end with the one numbered `i - 1`.
    tree: Vec<u64>,
}

impl Heights {
    /// The heights of these rows.
    pub(super) fn new(heights: Vec<u32>) -> Self {
        let mut all = Self { heights, tree: Vec::new() };
        all.make_tree();
        all
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.heights.len()
    }

    /// How high a row is.
    pub(super) fn height(&self, row: usize) -> u32 {
        self.heights.get(row).copied().unwrap_or(0)
    }

    /// How high all rows are together.
    pub(super) fn total(&self) -> u64 {
        self.top(self.heights.len())
    }

    /// How high all rows before `row` are together.
    pub(super) fn top(&self, row: usize) -> u64 {
        let mut end = row.min(self.heights.len());
        let mut sum = 0;
        while end > 0 {
            sum += self.tree[end - 1];
            end &= end - 1;
        }
        sum
    }

    /// The row at a place counted from the top of all, and how far below its own top the place
    /// is. A place past the end belongs to the last row.
    pub(super) fn row_at(&self, place_px: u64) -> (usize, u64) {
        let mut before = 0;
        let mut left = place_px;
        let mut step = self.heights.len().next_power_of_two();
        while step > 0 {
            let next = before + step;
            if next <= self.heights.len() && self.tree[next - 1] <= left {
                left -= self.tree[next - 1];
                before = next;
            }
            step /= 2;
        }
        match self.heights.len() {
            0 => (0, 0),
            rows if before >= rows => (rows - 1, u64::from(self.height(rows - 1))),
            _ => (before, left),
        }
    }

    /// Says how high a row really is.
    pub(super) fn set(&mut self, row: usize, height_px: u32) {
        let Some(height) = self.heights.get_mut(row) else { return };
        let before = u64::from(std::mem::replace(height, height_px));
        let mut at = row + 1;
        while at <= self.tree.len() {
            self.tree[at - 1] = self.tree[at - 1] + u64::from(height_px) - before;
            at += at & at.wrapping_neg();
        }
    }

    /// Puts rows before the one numbered `at`.
    pub(super) fn insert(&mut self, at: usize, heights: Vec<u32>) {
        if at >= self.heights.len() {
            for height in heights {
                self.push(height);
            }
            return;
        }
        self.heights.splice(at..at, heights);
        self.make_tree();
    }

    /// Takes rows away.
    pub(super) fn remove(&mut self, rows: Range<usize>) {
        let rows = rows.start.min(self.heights.len())..rows.end.min(self.heights.len());
        if rows.end == self.heights.len() {
            self.heights.truncate(rows.start);
            self.tree.truncate(rows.start);
            return;
        }
        self.heights.drain(rows);
        self.make_tree();
    }

    fn push(&mut self, height: u32) {
        self.heights.push(height);
        let end = self.heights.len();
        let start = end & (end - 1);
        let sum = self.top_of_known(end - 1) - self.top_of_known(start) + u64::from(height);
        self.tree.push(sum);
    }

    /// The sum before `row` by the tree alone, which may be one entry short.
    fn top_of_known(&self, row: usize) -> u64 {
        let (mut end, mut sum) = (row, 0);
        while end > 0 {
            sum += self.tree[end - 1];
            end &= end - 1;
        }
        sum
    }

    fn make_tree(&mut self) {
        self.tree.clear();
        self.tree.extend(self.heights.iter().map(|height| u64::from(*height)));
        for at in 1..=self.tree.len() {
            let parent = at + (at & at.wrapping_neg());
            if parent <= self.tree.len() {
                self.tree[parent - 1] += self.tree[at - 1];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(heights: &Heights, expected: &[u32]) {
        assert_eq!(heights.len(), expected.len());
        let mut top = 0;
        for (row, height) in expected.iter().enumerate() {
            assert_eq!((heights.top(row), heights.height(row)), (top, *height), "row {row}");
            if *height > 0 {
                assert_eq!(heights.row_at(top), (row, 0));
                assert_eq!(
                    heights.row_at(top + u64::from(*height) - 1),
                    (row, u64::from(*height) - 1)
                );
            }
            top += u64::from(*height);
        }
        assert_eq!(heights.total(), top);
    }

    #[test]
    fn agrees_with_a_plain_list_through_every_change() {
        let mut plain: Vec<u32> = (1..=37).map(|n| n * 7 % 23 + 1).collect();
        let mut heights = Heights::new(plain.clone());
        check(&heights, &plain);
        for n in 0..40_u32 {
            let at = (n as usize * 13) % (plain.len() + 1);
            plain.splice(at..at, [n + 1, n + 2]);
            heights.insert(at, vec![n + 1, n + 2]);
            let row = (n as usize * 29) % plain.len();
            plain[row] = n * 3 + 1;
            heights.set(row, n * 3 + 1);
            plain.push(n + 9);
            heights.insert(heights.len(), vec![n + 9]);
            let gone = row.saturating_sub(1)..(row + 1).min(plain.len());
            plain.drain(gone.clone());
            heights.remove(gone);
            check(&heights, &plain);
        }
        let end = plain.len() - 5..plain.len();
        plain.truncate(end.start);
        heights.remove(end);
        check(&heights, &plain);
        heights.insert(plain.len(), vec![3]);
        plain.push(3);
        check(&heights, &plain);
    }

    #[test]
    fn nothing_has_no_height() {
        let heights = Heights::default();
        assert_eq!((heights.total(), heights.row_at(5), heights.top(3)), (0, (0, 0), 0));
        let heights = Heights::new(vec![10]);
        assert_eq!(heights.row_at(500), (0, 10), "past the end");
    }
}
