//! The names of everybody who said something, each kept once.

use std::collections::HashMap;

use super::row::PERSON_COLORS;

/// Number of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

/// All names, by number.
#[derive(Debug, Default)]
pub(super) struct People {
    names: Vec<Box<str>>,
    // Only looked up: its order is never seen.
    numbers: HashMap<Box<str>, Name>,
}

impl People {
    /// The number of a name.
    pub(super) fn number(&mut self, name: &str) -> Name {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = Name(u32::try_from(self.names.len()).expect("names fill no four billion"));
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// The name of a number.
    pub(super) fn name(&self, number: Name) -> &str {
        &self.names[number.0 as usize]
    }
}

/// The colour of a name: the same wherever it is seen, for each way of writing it in upper or
/// lower case.
///
/// # Panics
///
/// Never: what is left of a division by the number of colours is below it.
#[must_use]
pub fn color(name: &str) -> u8 {
    // FNV-1a, folded: colours are no secret, and only have to be spread.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in name.chars().flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 52;
    // Names that differ in their last letter, as those of a class do, have hashes that are close
    // to each other. Their colours are not to be: so far apart are they around the circle.
    let place = hash.wrapping_mul(3) % u64::from(PERSON_COLORS);
    u8::try_from(place).expect("it is below the number of colours")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_and_colour() {
        let mut people = People::default();
        let (sara, reza) = (people.number("sara"), people.number("رضا"));
        assert_ne!(sara, reza);
        assert_eq!(people.number("sara"), sara);
        assert_eq!(people.name(reza), "رضا");
        assert_eq!(color("Sara"), color("sara"));
    }

    #[test]
    fn colours_are_spread() {
        let mut seen = [0; PERSON_COLORS as usize];
        for number in 0..800 {
            seen[usize::from(color(&format!("person{number}")))] += 1;
        }
        assert!(seen.iter().all(|&count| (25..80).contains(&count)), "{seen:?}");
    }

    #[test]
    fn names_that_are_alike_have_colours_that_are_not() {
        let apart = |one: &str, other: &str| {
            let apart = color(one).abs_diff(color(other));
            apart.min(PERSON_COLORS - apart)
        };
        for name in ["speaker", "user", "شاگرد"] {
            let pairs = (0..9)
                .map(|number| apart(&format!("{name}{number}"), &format!("{name}{}", number + 1)));
            let far = pairs.filter(|&apart| apart >= 3).count();
            assert!(far >= 8, "{name}: {far} of 9");
        }
    }

    #[test]
    fn a_small_room_is_colourful() {
        let room = ["sara", "رضا", "maryam", "kian", "نگار", "dave", "امیر", "mina"];
        let mut colors = room.map(color);
        colors.sort_unstable();
        assert!(colors.windows(2).all(|pair| pair[0] != pair[1]), "{colors:?}");
    }
}
