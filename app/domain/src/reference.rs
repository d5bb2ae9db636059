//! Short references such as `NE-7F3K-92QD`: seven symbols that do not count up, and one that catches slips of the pen.

use std::fmt;
use std::str::FromStr;

/// Crockford's base 32: no I, L, O or U.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS: u32 = 35;
const HALF: u32 = 18;

/// What people quote to find a submission or a report again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(String);

/// The text is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReference {
    /// It does not have the form of one.
    #[error("a reference looks like NE-7F3K-92QD")]
    Form,
    /// Its check character does not fit: a symbol is wrong or two are swapped.
    #[error("there is a slip in this reference; compare it with your letter")]
    Check,
}

impl Reference {
    /// The reference with this number; different numbers below 2^35 give different references.
    pub fn numbered(number: u64) -> Self {
        let scattered = scatter(number & ((1 << BITS) - 1));
        let digits: Vec<u8> = (0..7).rev().map(|place| ((scattered >> (5 * place)) & 31) as u8).collect();
        Self::spelled(&digits)
    }

    /// The text as it is printed and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn spelled(digits: &[u8]) -> Self {
        let mut text = String::from("NE-");
        for (place, digit) in digits.iter().chain([&check(digits)]).enumerate() {
            if place == 4 {
                text.push('-');
            }
            text.push(char::from(SYMBOLS[usize::from(*digit)]));
        }
        Self(text)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    /// Reads what a person typed: any case, with or without dashes and spaces, `O` for `0` and `I` or `L` for `1`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let symbols: String =
            text.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2010}'..='\u{2014}')).take(11).collect();
        let symbols = symbols.to_ascii_uppercase();
        let body =
            if symbols.len() == 10 { symbols.strip_prefix("NE").unwrap_or("") } else { symbols.as_str() };
        if body.len() != 8 {
            return Err(NotAReference::Form);
        }
        let digits = body.bytes().map(digit).collect::<Option<Vec<u8>>>().ok_or(NotAReference::Form)?;
        if check(&digits[..7]) != digits[7] {
            return Err(NotAReference::Check);
        }
        Ok(Self::spelled(&digits[..7]))
    }
}

fn digit(symbol: u8) -> Option<u8> {
    let symbol = match symbol {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    SYMBOLS.iter().position(|known| *known == symbol).and_then(|place| u8::try_from(place).ok())
}

/// Multiplies in GF(2^5) with the polynomial x^5 + x^2 + 1.
fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = if a & 16 == 16 { (a << 1) ^ 0b10_0101 } else { a << 1 };
        b >>= 1;
    }
    product
}

/// A check digit with a different weight at each place: every wrong symbol and every swap of two is caught.
fn check(digits: &[u8]) -> u8 {
    let mut weight = 1;
    digits.iter().fold(0, |sum, digit| {
        weight = multiply(weight, 2);
        sum ^ multiply(weight, *digit)
    })
}

/// A fixed permutation of 36 bits (four Feistel rounds), walked until it lands below 2^35, so that references do not count up.
fn scatter(number: u64) -> u64 {
    let mut value = number;
    loop {
        value = feistel(value);
        if value < 1 << BITS {
            return value;
        }
    }
}

fn feistel(value: u64) -> u64 {
    let mask = (1_u64 << HALF) - 1;
    let (mut left, mut right) = (value >> HALF, value & mask);
    for key in [0x2_5a3c_u64, 0x1_7e91, 0x3_0b6d, 0x0_c4f7] {
        let mixed = (right ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        (left, right) = (right, left ^ (mixed & mask));
    }
    (left << HALF) | right
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hundred_thousand_numbers_give_as_many_references() {
        let all: HashSet<_> = (0..100_000).map(Reference::numbered).collect();
        assert_eq!(all.len(), 100_000);
    }

    #[test]
    fn reads_what_people_type() {
        let reference = Reference::numbered(42);
        let plain = reference.as_str().replace('-', "");
        for typed in [plain.to_lowercase(), plain[2..].to_owned(), format!(" {} ", reference.as_str())] {
            assert_eq!(typed.parse(), Ok(reference.clone()), "{typed}");
        }
        assert_eq!("hello".parse::<Reference>(), Err(NotAReference::Form));
    }

    proptest! {
        #[test]
        fn catches_one_wrong_symbol_and_one_swap(number in 0_u64..1 << BITS, place in 0_usize..8, other in 0_usize..8, step in 1_u8..32) {
            let plain = Reference::numbered(number).as_str().replace('-', "");
            let mut wrong = plain.clone().into_bytes();
            let old = digit(wrong[2 + place]).unwrap();
            wrong[2 + place] = SYMBOLS[usize::from((old + step) % 32)];
            prop_assert_eq!(String::from_utf8(wrong).unwrap().parse::<Reference>(), Err(NotAReference::Check));
            let mut swapped = plain.clone().into_bytes();
            swapped.swap(2 + place, 2 + other);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert!(swapped == plain || swapped.parse::<Reference>() == Err(NotAReference::Check));
        }
    }
}
