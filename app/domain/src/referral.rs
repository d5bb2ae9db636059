//! Passing a case to somebody outside who can act.

use crate::disclosure::Party;
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
    /// The recipient that a policy names as a party; the owner is told, never referred to.
    pub fn of(party: Party) -> Option<Self> {
        match party {
            Party::Owner => None,
            Party::Host => Some(Self::Host),
            Party::Ncmec => Some(Self::Ncmec),
        }
    }
}
