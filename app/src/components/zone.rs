//! Time zones by their names.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// A zone of the tz database. Copied freely, because each is loaded once and kept for as long as the process lives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(&'static TimeZone);

static UTC: TimeZone = TimeZone::UTC;

/// Those that were asked for, by the database's own spelling: no more than there are zones.
static LOADED: LazyLock<Mutex<BTreeMap<String, Zone>>> = LazyLock::new(Mutex::default);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(&UTC);

    /// The zone of a name such as `Europe/Berlin`; nothing when the database has none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let key = zone.iana_name()?.to_owned();
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        Some(*loaded.entry(key).or_insert_with(|| Self(Box::leak(Box::new(zone)))))
    }

    /// A moment as a clock in the zone shows it.
    #[must_use]
    pub fn at(self, moment: Timestamp) -> Zoned {
        moment.to_zoned(self.0.clone())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_loaded_once() {
        let (one, other) = (Zone::named("Europe/Berlin").unwrap(), Zone::named("europe/berlin").unwrap());
        assert!(std::ptr::eq(one.0, other.0));
        assert_eq!(Zone::named("Europe/Atlantis"), None);
    }
}
