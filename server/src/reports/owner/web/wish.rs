//! What the address of the list says: view, filters, page. Whatever makes no sense there is left out.

use app::links::{self, Href};
use domain::category::Category;
use domain::owner_view::OwnerView;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::Person;
use crate::database::{Member, Tx};
use crate::reports::owner::listing::{self, Cursor, Filter, Search};

/// The parameters as they stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Parameters {
    view: Option<String>,
    category: Option<String>,
    zone: Option<String>,
    from: Option<String>,
    to: Option<String>,
    text: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// What somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) view: OwnerView,
    pub(super) category: Option<Category>,
    pub(super) zone: Option<String>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) text: Option<String>,
}

impl Parameters {
    pub(super) fn wish(&self) -> Wish {
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        Wish {
            view: self.view.as_deref().and_then(|word| word.parse().ok()).unwrap_or(OwnerView::All),
            category: self.category.as_deref().and_then(|word| word.parse().ok()),
            zone: said(&self.zone).map(|zone| zone.to_lowercase()),
            from: day(&self.from),
            to: day(&self.to),
            text: said(&self.text),
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        let key = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        match (key(&self.after), key(&self.before)) {
            (Some(key), _) => Cursor::After(key),
            (None, Some(key)) => Cursor::Before(key),
            (None, None) => Cursor::First,
        }
    }
}

impl Wish {
    /// Every parameter that is not as usual, in a fixed order.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let view = (self.view != OwnerView::All).then(|| self.view.to_string());
        let all = [
            ("view", view),
            ("category", self.category.map(|category| category.to_string())),
            ("zone", self.zone.clone()),
            ("from", self.from.map(|day| day.to_string())),
            ("to", self.to.map(|day| day.to_string())),
            ("text", self.text.clone()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The list as wished.
    pub(super) fn link(&self, account: Uuid) -> Href {
        self.added_to(links::account_reports(account))
    }

    /// The same as a file.
    pub(super) fn file(&self, account: Uuid) -> Href {
        self.added_to(links::account_reports_file(account))
    }

    fn added_to(&self, to: Href) -> Href {
        self.pairs().into_iter().fold(to, |to, (name, value)| to.with(name, &value))
    }

    /// Whether it narrows the view.
    pub(super) fn has_filter(&self) -> bool {
        *self != Self::of_view(self.view)
    }

    /// A view without filters.
    pub(super) fn of_view(view: OwnerView) -> Self {
        Self { view, category: None, zone: None, from: None, to: None, text: None }
    }

    /// The filter this means to its reader, whose days begin at midnight in their own zone.
    pub(super) async fn filter(&self, tx: &mut Tx<'_, Member>, person: &Person) -> sqlx::Result<Filter> {
        let zones = match &self.zone {
            Some(zone) => Some(listing::zones_named(tx, zone).await?),
            None => None,
        };
        // Nothing is older than 1970, and a database counts no further back than it likes.
        let begin = |day: Date| Some(midnight(day, &person.time_zone)?.max(Timestamp::UNIX_EPOCH));
        Ok(Filter {
            view: self.view,
            category: self.category,
            zones,
            from: self.from.and_then(begin).unwrap_or(Timestamp::UNIX_EPOCH),
            until: self.to.and_then(|day| day.tomorrow().ok()).and_then(begin).unwrap_or(Timestamp::MAX),
            search: self.text.as_deref().and_then(Search::parse),
        })
    }
}

fn midnight(day: Date, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    day.to_zoned(zone).ok().map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_left_out_and_the_rest_stays_in_the_address() {
        let parameters = Parameters {
            view: Some("open".into()),
            category: Some("nonsense".into()),
            zone: Some(" A.Example ".into()),
            from: Some("2026-02-30".into()),
            to: Some("2026-03-02".into()),
            text: Some(" ".into()),
            after: Some("nonsense".into()),
            before: None,
        };
        let wish = parameters.wish();
        let link = wish.link(Uuid::nil());
        assert!(link.as_str().ends_with("/reports?view=open&zone=a.example&to=2026-03-02"), "{link}");
        assert_eq!(parameters.cursor(), Cursor::First);
        assert!(wish.has_filter() && !Wish::of_view(OwnerView::Open).has_filter());
    }

    #[test]
    fn a_day_begins_at_midnight_where_its_reader_is() {
        let day = jiff::civil::date(2026, 3, 29);
        assert_eq!(midnight(day, "Europe/Copenhagen").unwrap().to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(
            midnight(day.tomorrow().unwrap(), "Europe/Copenhagen").unwrap().to_string(),
            "2026-03-29T22:00:00Z"
        );
        assert_eq!(midnight(day, "Nowhere").unwrap().to_string(), "2026-03-29T00:00:00Z");
    }
}
