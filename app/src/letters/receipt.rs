//! The receipt: that a report arrived, what became of its addresses, what happens next.

use domain::address::Defanged;
use domain::category::Category;
use domain::decision::Response;
use domain::disclosure::Disclosure;
use domain::policy::OwnerNotice;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{addresses, day, hours, reported_as};
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter, when a submission was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The submission's reference.
    pub reference: String,
    /// What it is about.
    pub category: Category,
    /// Whether it is restricted; then the letter names neither addresses nor category, nor to whom it goes.
    pub restricted: bool,
    /// What became of its lines.
    pub counts: Counts,
    /// The first of the accepted addresses.
    pub addresses: Vec<Defanged>,
    /// When the policy tells the owner.
    pub owner_notice: OwnerNotice,
    /// What the reporter lets the owner know.
    pub to_owner: Disclosure,
    /// What we do by ourselves about this category.
    pub response: Response,
    /// Whether every such report is referred to NCMEC.
    pub to_ncmec: bool,
    /// Hours in which the owner should answer.
    pub answer_hours: u32,
    /// Hours in which we should decide.
    pub decide_hours: u32,
    /// Until when the link works.
    pub link_until: Timestamp,
}

/// How many lines of a submission came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// On our network and new.
    pub accepted: u32,
    /// Named more than once, here or before.
    pub repeated: u32,
    /// Not on our network.
    pub not_ours: u32,
    /// Not addresses.
    pub not_addresses: u32,
}

/// How the reporter hears of what happens.
const WRITTEN: &str = "We write to you when something happens.";
const UNWRITTEN: &str = "We cannot write to you, as you left no email address. What happens stands on the page that your link opens.";

impl Receipt {
    /// Where it stands who can act on what is not ours.
    pub const STATUS_PAGE: &str = "Your status page says who can act.";

    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let mut paragraphs = vec![Paragraph::Text(self.opening())];
        paragraphs.extend(self.outcomes());
        paragraphs.extend(self.named());
        paragraphs.push(Paragraph::Action("Follow your report".to_owned()));
        paragraphs.push(Paragraph::Text(keep_the_link(self.link_until, reader)));
        paragraphs.push(Paragraph::heading("What happens next"));
        paragraphs.push(Paragraph::List(self.steps(
            self.to_ncmec && !self.restricted,
            WRITTEN,
            Self::STATUS_PAGE,
        )));
        Letter {
            subject: format!("We have your report: {}", self.reference),
            title: "We have your report".to_owned(),
            paragraphs,
            why: format!(
                "Reference {}. You receive this because you gave this address with your report.",
                self.reference
            ),
            can_be_stopped: true,
        }
    }

    fn opening(&self) -> String {
        if self.restricted {
            return "Thank you for telling us. Your report arrived and goes to people who are trained for it. We do not repeat it in letters."
                .to_owned();
        }
        match self.counts.accepted {
            0 => "Thank you for telling us. None of the addresses you sent is one that we can act on."
                .to_owned(),
            1 => format!("Thank you for telling us. 1 address is {}.", reported_as(self.category)),
            count => {
                format!("Thank you for telling us. {count} addresses are {}.", reported_as(self.category))
            }
        }
    }

    fn outcomes(&self) -> Option<Paragraph> {
        let Counts { accepted, repeated, not_ours, not_addresses } = self.counts;
        let line = |count: u32, words: &str| (count > 0).then(|| format!("{}: {words}", addresses(count)));
        let lines = [
            line(accepted, "on our network. We look at them."),
            line(repeated, "named twice."),
            line(not_ours, "not on our network. Your status page says whom to ask instead."),
            (not_addresses > 0).then(|| {
                let noun = if not_addresses == 1 { "line" } else { "lines" };
                format!(
                    "{not_addresses} {noun}: no address that a visitor could open. Your status page says why."
                )
            }),
        ];
        let lines: Vec<_> = lines.into_iter().flatten().collect();
        (!self.restricted && lines.len() > 1).then_some(Paragraph::List(lines))
    }

    fn named(&self) -> Vec<Paragraph> {
        if self.restricted || self.addresses.is_empty() {
            return Vec::new();
        }
        let mut named: Vec<_> = self.addresses.iter().cloned().map(Paragraph::Address).collect();
        let shown = u32::try_from(self.addresses.len()).unwrap_or(u32::MAX);
        let rest = self.counts.accepted.saturating_sub(shown);
        if rest > 0 {
            named.push(Paragraph::Text(format!("And {rest} more on your status page.")));
        }
        named
    }

    /// What happens next, step by step, as the page says it of a restricted report, too; not everybody left an address for letters.
    /// `elsewhere` says who can act on addresses that are not ours.
    #[must_use]
    pub fn next(&self, is_written_to: bool, elsewhere: &str) -> Vec<String> {
        self.steps(self.to_ncmec, if is_written_to { WRITTEN } else { UNWRITTEN }, elsewhere)
    }

    fn steps(&self, names_ncmec: bool, news: &str, elsewhere: &str) -> Vec<String> {
        if self.counts.accepted == 0 {
            return vec![format!("Nothing more happens on our side. {elsewhere}")];
        }
        let mut next = vec![self.about_the_owner()];
        if names_ncmec {
            next.push("We refer it to NCMEC, the clearing house for such reports.".to_owned());
        }
        next.push(match self.response {
            Response::Voluntary => {
                format!("Our analysts look at it and decide, usually within {}.", hours(self.decide_hours))
            }
            Response::ForwardOnly => {
                "We pass reports of this kind on and do not judge them ourselves.".to_owned()
            }
            Response::OrderRequired => {
                "We pass reports of this kind on, and act when a court or an authority orders it.".to_owned()
            }
        });
        next.push(
            "For most sites we only carry traffic and cannot remove content from their server; the owner and the host can."
                .to_owned(),
        );
        next.push(news.to_owned());
        next
    }

    fn about_the_owner(&self) -> String {
        let seen = match self.to_owner {
            Disclosure::Named => "They see your name and email address, as you chose.",
            Disclosure::Anonymous | Disclosure::Nothing => "They are not told who you are.",
        };
        match (self.owner_notice, self.to_owner) {
            (OwnerNotice::Never, _) | (_, Disclosure::Nothing) => {
                "The owner of the site is not told.".to_owned()
            }
            (OwnerNotice::AtOnce, _) => {
                format!(
                    "The owner of the site is told now and asked to answer within {}. {seen}",
                    hours(self.answer_hours)
                )
            }
            (OwnerNotice::AfterReview, _) => {
                format!("We look at it first; only then may the owner of the site be told. {seen}")
            }
        }
    }
}

/// What the reporter should know about the secret link.
pub(super) fn keep_the_link(until: Timestamp, reader: Reader) -> String {
    format!(
        "The link opens your report without a password until {}. Anyone who has it can read along, so keep it to yourself.",
        day(until, reader)
    )
}
