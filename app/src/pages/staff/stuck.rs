//! What got stuck on its way out: letters and referrals.

use domain::referral::Recipient;
use jiff::Timestamp;
use uuid::Uuid;

/// A letter that could not be sent.
#[derive(Clone, Debug)]
pub struct Stuck {
    /// The letter.
    pub letter_id: Uuid,
    /// The number of its case, where it is about one.
    pub case_number: Option<i64>,
    /// Who reads it: reporter, owner, staff or user.
    pub audience: String,
    /// Where it should have gone.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Why it failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A referral that is not filed yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The number of its case.
    pub case_number: i64,
    /// What the case is called.
    pub title: String,
    /// To whom.
    pub to: Recipient,
    /// Since when.
    pub since: Timestamp,
}

/// What got stuck, counted up to 1,000.
#[derive(Clone, Copy, Debug, Default)]
pub struct StuckCounts {
    /// Letters that could not be sent.
    pub letters: u64,
    /// Referrals that are not filed.
    pub referrals: u64,
}
