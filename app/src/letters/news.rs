//! What happened to a report that the other side should know of, and that asks for no more than a look or some time.

use domain::address::Defanged;
use domain::referral::Recipient;
use domain::timeline::Sites;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::decision::Listed;
use super::words::{disarm, on, time_left};
use super::{Letter, Paragraph};
use crate::components::Reader;
use crate::words;

/// To the reporter or the owner. Of what happens to several reports in one step each of them reads once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The reference that the reader knows.
    pub reference: String,
    /// The site; nothing where the addresses lie on several, or it may not stand in a letter.
    pub host: Option<String>,
    /// What happened.
    pub what: Change,
    /// To how many other reports of the reader it happened in the same step.
    #[serde(default)]
    pub more: u32,
    /// Whether the reporter reads it, and not the owner.
    pub to_reporter: bool,
    /// Why this address receives it.
    pub why: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// It was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// Limits were lifted.
    Lifted {
        /// Why.
        reason: String,
        /// How many.
        #[serde(default)]
        limits: u32,
        /// The addresses they covered, in all reports of the reader in the same step, as far as the reader may read them.
        #[serde(default)]
        addresses: Listed,
        /// What of it reached as far as whole sites.
        #[serde(default)]
        whole: Whole,
    },
    /// It was taken back with the reporter's link.
    Withdrawn,
    /// The reporter added addresses.
    Added {
        /// The first of them.
        addresses: Vec<Defanged>,
        /// How many there are besides.
        more: u32,
        /// The version of the last event that they came with; what came later is news still.
        #[serde(default)]
        upto: i32,
        /// Until when an answer is asked for.
        due: Option<Timestamp>,
    },
    /// Staff passed it on to somebody who can act.
    PassedOn {
        /// To whom; nothing where the report is restricted.
        to: Option<Recipient>,
    },
    /// What a letter about a restricted report does not say.
    Untold,
    /// The reporter left the owner's question without a reply.
    Silent {
        /// Until when an answer is asked for.
        due: Option<Timestamp>,
    },
}

/// What lifted limits covered as a whole, and what of the reader's sites others still do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// Whether one was on every site of the reader's account.
    pub is_account: bool,
    /// The sites that were limited as a whole and are no more.
    pub back: Sites,
    /// Those that still are.
    pub kept: Sites,
}

impl Whole {
    fn paragraphs(&self) -> Vec<Paragraph> {
        let account =
            self.is_account.then(|| "The limit on every site of your account is lifted.".to_owned());
        let back = words::named(&self.back).map(|names| format!("No longer limited as a whole: {names}."));
        let kept = words::named(&self.kept).map(|names| format!("Still limited as a whole: {names}."));
        [account, back, kept].into_iter().flatten().map(Paragraph::Text).collect()
    }
}

/// Said to whoever took back a report, since whoever has its link can.
const NOT_YOU: &str = "If it was not you, somebody else has the link to your report: open it, make a new link, and report it again.";

impl News {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let title = self.title();
        let mut paragraphs = vec![Paragraph::Text(self.opening())];
        paragraphs.extend(self.what.details(self.to_reporter, reader));
        paragraphs.extend(self.others());
        let action = match (self.to_reporter, self.more) {
            (true, _) => "Open your report",
            (false, 0) => "Open the report",
            (false, _) => "Open the list of reports",
        };
        paragraphs.push(Paragraph::Action(action.to_owned()));
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs,
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: self.to_reporter,
        }
    }

    fn title(&self) -> &'static str {
        match (&self.what, self.to_reporter) {
            (Change::Reopened { .. }, true) => "We opened your report again",
            (Change::Reopened { .. }, false) => "We opened a report on your site again",
            (Change::Lifted { limits: 2.., .. }, _) => "We lifted limits",
            (Change::Lifted { .. }, _) => "We lifted a limit",
            (Change::Withdrawn, true) => "Taken back, as you asked",
            (Change::Withdrawn, false) => "A report on your site was taken back",
            (Change::Added { .. }, _) => "More addresses on your site were reported",
            (Change::PassedOn { .. }, _) => "We passed your report on",
            (Change::Untold, _) => "There is news about your report",
            (Change::Silent { .. }, _) => "The reporter did not answer your question",
        }
    }

    fn opening(&self) -> String {
        let place = self.place();
        match &self.what {
            Change::Reopened { .. } => format!(
                "We look at the report about {place} again and decide anew. What was decided before stays in force until then."
            ),
            Change::Lifted { limits: limits @ 2.., .. } => format!("{limits} limits on access are lifted."),
            Change::Lifted { .. } => "A limit on access is lifted.".to_owned(),
            Change::Untold => "What it is stands on your status page.".to_owned(),
            Change::Withdrawn if self.to_reporter => format!(
                "What you told us about {place} is taken back, as you asked on your status page. Nothing more is asked of you about it. What was decided before stays in force."
            ),
            Change::Withdrawn => format!(
                "The reporter took back what they had told us about {place}. Nothing more is asked of you about it."
            ),
            Change::Added { .. } => format!("The reporter added to what they had told us about {place}:"),
            Change::PassedOn { to: Some(to) } => format!(
                "We have passed what you told us about {place} on to {}. They may not write to you. You need not do anything more.",
                words::recipient(*to)
            ),
            Change::PassedOn { to: None } => {
                "We have passed on what you told us. To whom stands on your status page. You need not do anything more.".to_owned()
            }
            Change::Silent { .. } => format!(
                "You asked the reporter of {place} for more detail. They have not replied, and we wait for them no longer."
            ),
        }
    }

    /// Nothing of lifted limits, which are told together with all that they covered.
    fn others(&self) -> Option<Paragraph> {
        if matches!(self.what, Change::Lifted { .. }) {
            return None;
        }
        let others = match (self.more, self.to_reporter) {
            (0, _) => return None,
            (1, true) => "what you reported of one more owner’s sites".to_owned(),
            (more, true) => format!("what you reported of {more} more owners’ sites"),
            (1, false) => "one more of the reports on your sites".to_owned(),
            (more, false) => format!("{more} more of the reports on your sites"),
        };
        Some(Paragraph::Text(format!("The same goes for {others}.")))
    }

    /// Whether it is about several reports of one owner, which stand side by side in a list alone.
    #[must_use]
    pub fn leads_to_list(&self) -> bool {
        !self.to_reporter && self.more > 0
    }

    fn place(&self) -> String {
        let several = if self.to_reporter { "the addresses you reported" } else { "your sites" };
        self.host.as_deref().map_or_else(|| several.to_owned(), disarm)
    }
}

impl Change {
    /// The same, with the time that the owner has.
    #[must_use]
    pub fn until(mut self, until: Option<Timestamp>) -> Self {
        if let Self::Added { due, .. } | Self::Silent { due } = &mut self {
            *due = until;
        }
        self
    }

    /// The same without a word about the matter, as a letter about a restricted report says it.
    #[must_use]
    pub fn untold(mut self) -> Self {
        match &mut self {
            Self::Reopened { reason } => reason.clear(),
            Self::Lifted { .. } => self = Self::Untold,
            Self::PassedOn { to } => *to = None,
            Self::Withdrawn | Self::Added { .. } | Self::Silent { .. } | Self::Untold => {}
        }
        self
    }

    fn details(&self, to_reporter: bool, reader: Reader) -> Vec<Paragraph> {
        match self {
            Self::Reopened { reason } => why(reason),
            Self::Lifted { reason, limits, addresses, whole } => {
                let covered = if *limits > 1 { "They covered:" } else { "It covered:" };
                let mut all = addresses.after(covered.to_owned());
                all.extend(whole.paragraphs());
                all.extend(why(reason));
                all
            }
            Self::Withdrawn if to_reporter => vec![Paragraph::text(NOT_YOU)],
            Self::Withdrawn | Self::PassedOn { .. } | Self::Untold => Vec::new(),
            Self::Added { addresses, more, due, .. } => {
                let mut all: Vec<_> = addresses.iter().cloned().map(Paragraph::Address).collect();
                if *more > 0 {
                    all.push(Paragraph::Text(format!("And {more} more on the report’s page.")));
                }
                let rule = "You have the whole time for an answer again, counted from when they were added.";
                all.extend(due.map(|due| deadline(due, rule, reader)));
                all
            }
            Self::Silent { due } => {
                let rule = "Your time to answer had stopped while we waited for the reporter. It runs again.";
                due.map(|due| deadline(due, rule, reader)).into_iter().collect()
            }
        }
    }
}

/// The reason in staff's words, where they gave one.
fn why(reason: &str) -> Vec<Paragraph> {
    if reason.trim().is_empty() {
        return Vec::new();
    }
    vec![Paragraph::text("Our reason:"), Paragraph::quote(reason)]
}

fn deadline(due: Timestamp, rule: &str, reader: Reader) -> Paragraph {
    Paragraph::Deadline {
        title: format!("Please answer by {}", on(due, reader)),
        text: format!("That is {} from now. {rule}", time_left(due, reader)),
    }
}
