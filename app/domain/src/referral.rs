//! Passing a case to somebody outside who can act.

use crate::disclosure::{Disclosure, Disclosures, Party};
use crate::word::words;

words! {
    /// Whom a case is referred to.
    Recipient {
        /// The United States clearing house for child-abuse reports (18 USC 2258A).
        Ncmec = "ncmec",
        /// The police.
        Police = "police",
        /// The company that hosts the content.
        Host = "host",
        /// The company that registered the domain.
        Registrar = "registrar",
    }
}

words! {
    /// What became of a referral.
    ReferralState {
        /// It waits to be filed.
        Pending = "pending",
        /// Staff passed it on.
        Filed = "filed",
        /// It could not be passed on; it can be tried again.
        Failed = "failed",
    }
}

impl Recipient {
    /// What of who reported may be passed on to it: host and NCMEC know what the reporter chose, police and registrar never who it was.
    /// NCMEC gets every report of its kind, whatever was chosen under another category.
    pub fn may_know(self, chosen: Disclosures) -> Disclosure {
        match self {
            Self::Host => chosen.host,
            Self::Ncmec if chosen.ncmec == Disclosure::Named => Disclosure::Named,
            Self::Ncmec | Self::Police | Self::Registrar => Disclosure::Anonymous,
        }
    }

    /// The recipient that a policy names as a party; the owner is told, never referred to.
    pub fn of(party: Party) -> Option<Self> {
        match party {
            Party::Owner => None,
            Party::Host => Some(Self::Host),
            Party::Ncmec => Some(Self::Ncmec),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whom_the_reporter_was_asked_about_may_learn_who_it_was() {
        for chosen in Disclosure::ALL.iter().copied() {
            let all = Disclosures { owner: chosen, host: chosen, ncmec: chosen };
            assert_eq!(Recipient::Host.may_know(all), chosen);
            let named = if chosen == Disclosure::Named { chosen } else { Disclosure::Anonymous };
            assert_eq!(Recipient::Ncmec.may_know(all), named);
            for to in [Recipient::Police, Recipient::Registrar] {
                assert_eq!(to.may_know(all), Disclosure::Anonymous);
            }
        }
    }
}
