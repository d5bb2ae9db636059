//! What each party may know about who reported.

use crate::word::words;

words! {
    /// What one party learns of the report and of the reporter (the `send`, `send-anon` and `none` of public abuse forms).
    Disclosure {
        /// The report with the reporter's name and email.
        Named = "named",
        /// The report without who sent it.
        Anonymous = "anonymous",
        /// Nothing at all.
        Nothing = "nothing",
    }
}

words! {
    /// Somebody outside the desk whom a report can reach.
    Party {
        /// The customer whose zone is concerned.
        Owner = "owner",
        /// The company that hosts the content.
        Host = "host",
        /// The United States clearing house for child-abuse reports.
        Ncmec = "ncmec",
    }
}

/// What the reporter chose, party by party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Disclosures {
    /// To the customer.
    pub owner: Disclosure,
    /// To the host.
    pub host: Disclosure,
    /// To NCMEC; `Nothing` where the category is not referred there.
    pub ncmec: Disclosure,
}
