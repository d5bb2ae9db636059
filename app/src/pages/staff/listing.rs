//! Which cases a queue shows, in which order: all of it lives in the address.

use domain::account::Tier;
use domain::case::{CaseState, Order, View};
use domain::category::{Category, Severity};
use domain::moment;
use jiff::Timestamp;
use uuid::Uuid;

use crate::links::{self, Href};

/// What a queue shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The view.
    pub view: View,
    /// The category alone.
    pub category: Option<Category>,
    /// The severity alone.
    pub severity: Option<Severity>,
    /// The tier alone.
    pub tier: Option<Tier>,
    /// The account alone.
    pub account: Option<Uuid>,
    /// The state alone, where the view has several.
    pub state: Option<CaseState>,
    /// The order.
    pub order: Order,
    /// Where the page begins.
    pub from: From,
}

/// Where a page of a queue begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    /// At the top.
    #[default]
    Top,
    /// Behind a row.
    After(Key),
    /// So that it ends before a row.
    Before(Key),
}

/// The place of a row in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The rank of its severity, 0 first.
    pub rank: i16,
    /// When it is due, was opened or changed, as the order goes by.
    pub at: Timestamp,
    /// The case.
    pub case_id: Uuid,
}

impl Key {
    /// As it stands in an address or a form.
    pub fn spell(self) -> String {
        format!("{}.{}.{}", self.rank, self.at.as_microsecond(), self.case_id.simple())
    }

    /// Reads what [`Key::spell`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let rank = parts.next()?.parse().ok()?;
        let at = moment::of_microseconds(parts.next()?.parse().ok()?)?;
        let case_id = parts.next()?.parse().ok()?;
        Some(Self { rank, at, case_id })
    }
}

impl Listing {
    /// A whole view, the next to breach first; what is closed too has no deadline and shows the newest first.
    pub fn of(view: View) -> Self {
        Self {
            view,
            category: None,
            severity: None,
            tier: None,
            account: None,
            state: None,
            order: if view == View::All { Order::Newest } else { Order::Due },
            from: From::Top,
        }
    }

    /// Reads an address's parameters. What is not understood is left out, so that an old link still leads somewhere.
    pub fn read<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let find = |name: &str| parameters.clone().find(|(known, _)| *known == name).map(|(_, value)| value);
        let view = find("view").and_then(|word| word.parse().ok()).unwrap_or(View::New);
        let listing = Self {
            category: find("category").and_then(|word| word.parse().ok()),
            severity: find("severity").and_then(|word| word.parse().ok()),
            tier: find("tier").and_then(|word| word.parse().ok()),
            account: find("account").and_then(|word| word.parse().ok()),
            state: find("state").and_then(|word| word.parse().ok()).filter(|_| view == View::All),
            ..Self::of(view)
        };
        let order = find("order").and_then(|word| word.parse().ok()).unwrap_or(listing.usual_order());
        let from = match (find("after").and_then(Key::read), find("before").and_then(Key::read)) {
            (Some(key), _) => From::After(key),
            (None, Some(key)) => From::Before(key),
            (None, None) => From::Top,
        };
        let order = if listing.is_open_only() { order } else { Order::Newest };
        Self { order, from, ..listing }
    }

    /// Its address.
    pub fn to(&self) -> Href {
        let mut href = links::queue(self.view);
        let words = [
            ("category", self.category.map(Category::as_str)),
            ("severity", self.severity.map(Severity::as_str)),
            ("tier", self.tier.map(Tier::as_str)),
            ("state", self.state.map(CaseState::as_str)),
            ("order", Some(self.order).filter(|order| *order != self.usual_order()).map(Order::as_str)),
        ];
        for (name, word) in words {
            href = word.into_iter().fold(href, |href, word| href.with(name, word));
        }
        if let Some(account) = self.account {
            href = href.with("account", &account.to_string());
        }
        match self.from {
            From::Top => href,
            From::After(key) => href.with("after", &key.spell()),
            From::Before(key) => href.with("before", &key.spell()),
        }
    }

    /// The same from the top, with one thing changed.
    #[must_use]
    pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { from: From::Top, ..self.clone() };
        change(&mut other);
        if !other.is_open_only() {
            other.order = Order::Newest;
        }
        other
    }

    /// Whether it shows open cases alone, which have deadlines to go by.
    pub fn is_open_only(&self) -> bool {
        self.view != View::All || self.state == Some(CaseState::Open)
    }

    /// Whether anything but the view limits it.
    pub fn is_filtered(&self) -> bool {
        self.category.is_some()
            || self.severity.is_some()
            || self.tier.is_some()
            || self.account.is_some()
            || self.state.is_some()
    }

    /// The view without any filter.
    pub fn whole(&self) -> Self {
        Self::of(self.view)
    }

    fn usual_order(&self) -> Order {
        if self.is_open_only() { Order::Due } else { Order::Newest }
    }
}

/// Counting stops here; a page then says "and more".
pub const COUNT_LIMIT: u64 = 1000;

/// A case as a row of a queue.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id, for the next page.
    pub case_id: Uuid,
    /// Its number.
    pub number: i64,
    /// How often it changed.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// The site.
    pub host: String,
    /// What it is about.
    pub category: Category,
    /// How urgent it is.
    pub severity: Severity,
    /// The rank of its severity.
    pub rank: i16,
    /// Where it stands.
    pub state: CaseState,
    /// Where it lies.
    pub tier: Tier,
    /// The account's name, where all of it is about one.
    pub account: Option<String>,
    /// Who has it.
    pub assigned_to: Option<String>,
    /// How many reports it has.
    pub reports: i32,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Since when it stands still.
    pub paused_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Whether the owner has answered.
    pub is_answered: bool,
    /// Whether the reporter has come back.
    pub is_returned: bool,
    /// Whether all its reporters took back what they said, or want to.
    pub is_withdrawn: bool,
    /// Whether it is restricted.
    pub is_restricted: bool,
}

/// How much waits in each view, up to [`COUNT_LIMIT`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The views.
    pub views: Vec<(View, u64)>,
    /// Open cases that lie with child safety; nothing for whoever is not cleared.
    pub restricted: u64,
}

impl Counts {
    /// How much waits in one view.
    pub fn of(&self, view: View) -> u64 {
        self.views.iter().find(|(of, _)| *of == view).map_or(0, |(_, count)| *count)
    }
}

impl Row {
    /// Its place in a listing.
    pub fn key(&self, listing: &Listing) -> Key {
        let at = match listing.order {
            _ if !listing.is_open_only() => self.changed_at,
            Order::Newest => self.opened_at,
            Order::Due | Order::Severity => self.due_at.unwrap_or(self.opened_at),
        };
        Key { rank: self.rank, at, case_id: self.case_id }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> Listing {
        let pairs: Vec<_> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        Listing::read(pairs.iter().copied())
    }

    fn listings() -> impl Strategy<Value = Listing> {
        let choices = (0..8_usize, 0..14_usize, 0..5_usize, 0..5_usize, 0..5_usize, 0..3_usize);
        let keys = (any::<bool>(), 0_i16..4, 0_i64..4_102_444_800_000_000, any::<u128>(), 0..3_usize);
        (choices, keys).prop_map(
            |((view, category, severity, tier, state, order), (has_account, rank, at, id, from))| {
                let view = View::ALL[view];
                let id = Uuid::from_u128(id);
                let key = Key { rank, at: Timestamp::from_microsecond(at).unwrap(), case_id: id };
                let listing = Listing {
                    category: Category::ALL.get(category).copied(),
                    severity: Severity::ALL.get(severity).copied(),
                    tier: Tier::ALL.get(tier).copied(),
                    account: has_account.then_some(id),
                    state: CaseState::ALL.get(state).copied().filter(|_| view == View::All),
                    from: [From::Top, From::After(key), From::Before(key)][from],
                    ..Listing::of(view)
                };
                let order = if listing.is_open_only() { Order::ALL[order] } else { Order::Newest };
                Listing { order, ..listing }
            },
        )
    }

    proptest! {
        #[test]
        fn an_address_says_all_of_it(listing in listings()) {
            let href = listing.to();
            let (_, query) = href.as_str().split_once('?').unwrap();
            prop_assert_eq!(read(query), listing);
        }

        #[test]
        fn any_text_is_read_as_something(query in ".*") {
            let _ = read(&query).to();
        }
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        assert_eq!(read("view=none&category=fishing&after=x&severity="), Listing::of(View::New));
        assert_eq!(read("view=all&order=due").order, Order::Newest);
        assert_eq!(read("view=mine&state=closed").state, None);
    }
}
