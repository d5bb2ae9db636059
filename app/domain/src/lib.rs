//! What an abuse report is: states, rules, deadlines, policy, disclosure.
//!
//! Nothing here reads a clock, a database or the network; `now` is an argument. The same code runs in the browser.

pub mod account;
pub mod address;
pub mod answer;
pub mod answers;
pub mod capability;
pub mod case;
pub mod category;
pub mod country;
pub mod deadline;
pub mod decision;
pub mod disclosure;
pub mod elsewhere;
pub mod field;
#[cfg(test)]
mod fuzz;
pub mod list;
pub mod lookup;
pub mod moment;
pub mod owner_view;
pub mod password;
pub mod policy;
pub mod reference;
pub mod referral;
pub mod report;
pub mod timeline;
mod word;
pub mod zone;

/// An enum whose values are words.
pub trait Word: Copy + 'static {
    /// Every value, in the order in which they are shown.
    const ALL: &'static [Self];

    /// The word that forms, addresses, commands and the database use.
    fn word(self) -> &'static str;
}

/// A word that is none of the words of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known words")]
pub struct UnknownWord;
