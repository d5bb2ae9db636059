//! The decision, to the owner and to the reporter. Staff see the same words before they decide.

use domain::address::Defanged;
use domain::decision::{DecisionKind, DeclineReason, LimitScope};
use domain::referral::Recipient;
use domain::timeline::Sites;
use serde::{Deserialize, Serialize};

use super::words::disarm;
use super::{Letter, Paragraph};
use crate::components::Reader;
use crate::words;

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What.
    pub kind: DecisionKind,
    /// How far a limit reaches.
    pub scope: Option<LimitScope>,
    /// Why it was declined.
    pub reason_code: Option<DeclineReason>,
    /// The reason in staff's words, told to both sides.
    pub reason: String,
    /// To whom it is referred; the owner is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Recipient>,
    /// The addresses it is about: of a limit those that it covers.
    #[serde(default)]
    pub addresses: Listed,
    /// How many addresses of the report a limit leaves out, for their site is with somebody else.
    #[serde(default)]
    pub left_out: u32,
    /// The sites of the report that a limit covers as a whole.
    #[serde(default)]
    pub sites: Sites,
}

/// Addresses as a letter names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The first of them.
    pub first: Vec<Defanged>,
    /// How many there are besides.
    pub more: u32,
}

impl Listed {
    /// Each with a line of its own, after words that lead to them; nothing where there are none.
    pub(super) fn after(&self, opening: String) -> Vec<Paragraph> {
        if self.first.is_empty() {
            return Vec::new();
        }
        let mut all = vec![Paragraph::Text(opening)];
        all.extend(self.first.iter().cloned().map(Paragraph::Address));
        if self.more > 0 {
            all.push(Paragraph::Text(format!("And {} more.", self.more)));
        }
        all
    }

    fn count(&self) -> u32 {
        self.more.saturating_add(u32::try_from(self.first.len()).unwrap_or(u32::MAX))
    }
}

/// To the owner, when a report was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionToOwner {
    /// The report's reference.
    pub reference: String,
    /// The site; nothing where the addresses lie on several.
    pub host: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// Why this address receives it.
    pub why: String,
}

/// To the reporter, when a report was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionToReporter {
    /// The submission's reference.
    pub reference: String,
    /// The site, of several the first with how many more; nothing where it must not be named.
    pub host: Option<String>,
    /// What was decided; nothing where the report is restricted.
    pub verdict: Option<Verdict>,
}

impl DecisionToOwner {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let title = match self.verdict.kind {
            DecisionKind::Forward | DecisionKind::Refer => "The report is closed on our side",
            DecisionKind::Warn => "This is a warning",
            DecisionKind::Limit => "We have limited access",
            DecisionKind::Decline => "We closed the report without action",
        };
        let mut paragraphs = about(self.host.as_deref(), &self.verdict.addresses);
        paragraphs.extend(for_owner(&self.verdict));
        paragraphs.push(Paragraph::Action("Open the report".to_owned()));
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs,
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: false,
        }
    }
}

impl DecisionToReporter {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let title = title_for_reporter(self.verdict.as_ref());
        let mut paragraphs = match &self.verdict {
            Some(verdict) => {
                let mut told = about(self.host.as_deref(), &verdict.addresses);
                told.extend(for_reporter(verdict));
                told
            }
            None => vec![Paragraph::text("What we decided, and why, stands on your status page.")],
        };
        paragraphs.push(Paragraph::Action("Open your report".to_owned()));
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs,
            why: format!("Reference {}. You receive this because you reported it to us.", self.reference),
            can_be_stopped: true,
        }
    }
}

/// It stands on lock screens and in mail logs: it says what we do, and not to whom a report is referred.
fn title_for_reporter(verdict: Option<&Verdict>) -> &'static str {
    let Some(verdict) = verdict else { return "We decided on your report" };
    match verdict.kind {
        DecisionKind::Forward => "We passed your report on",
        DecisionKind::Warn => "We warned the owner of the site",
        DecisionKind::Limit => "We have limited access",
        DecisionKind::Decline => "We closed your report without action",
        DecisionKind::Refer => "We refer your report to somebody who can act",
    }
}

/// To whom a report is referred, as its reporter reads it.
fn recipient(verdict: &Verdict) -> &'static str {
    verdict.to.map_or("somebody who can act", words::recipient)
}

fn about(host: Option<&str>, addresses: &Listed) -> Vec<Paragraph> {
    let named = match addresses.count() {
        1 => addresses.after("It is about this address:".to_owned()),
        count => addresses.after(format!("It is about these {count} addresses:")),
    };
    if !named.is_empty() {
        return named;
    }
    host.map(|host| Paragraph::Text(format!("It is about {}.", disarm(host)))).into_iter().collect()
}

/// What the owner is told.
#[must_use]
pub fn for_owner(verdict: &Verdict) -> Vec<Paragraph> {
    let Verdict { kind, reason_code, .. } = verdict;
    let limit = limit_for_owner(verdict);
    let (what, now) = match kind {
        // The same words: a referral may be about the owner, who is not told of it.
        DecisionKind::Forward | DecisionKind::Refer => (
            "We have passed the report to you, and for this report we take no step against your site ourselves.",
            "Nothing more is asked of you. Please look into it all the same.",
        ),
        DecisionKind::Warn => (
            "For this report we take no step against your site now. If the same thing is reported again and we can confirm it, we may limit access.",
            "Please make sure that it is gone and stays gone. If you think that we are wrong, say so on the report’s page.",
        ),
        DecisionKind::Limit => (
            limit.as_str(),
            "When it is fixed, or if you think that we are wrong, say so on the report’s page. We look again and lift the limit when its reason is gone.",
        ),
        DecisionKind::Decline => (declined_for_owner(*reason_code), "Nothing is asked of you."),
    };
    told(what, left_out(verdict), &verdict.reason, now)
}

/// What the reporter is told.
#[must_use]
pub fn for_reporter(verdict: &Verdict) -> Vec<Paragraph> {
    let Verdict { kind, reason_code, .. } = verdict;
    let refer = format!("We refer your report to {}.", recipient(verdict));
    let limit = limit_for_reporter(verdict);
    let (what, now) = match kind {
        DecisionKind::Forward => (
            "We have passed your report to the owner of the site, and take no step of our own.",
            "Whoever runs the site can remove the content, and so can the company on whose servers it lies.",
        ),
        DecisionKind::Warn => (
            "We have warned the owner of the site.",
            "If it is still there, or comes back, tell us on your status page. A warning makes the next step quicker.",
        ),
        DecisionKind::Limit => (
            limit.as_str(),
            "The content may still be on the server; whoever runs the site and the company on whose servers it lies can remove it. If you can still reach it through us, tell us on your status page.",
        ),
        DecisionKind::Decline => (
            words::declined(*reason_code),
            reason_code.map_or(
                "If it is still there, report it again; it then goes to whoever has the site now.",
                after_decline,
            ),
        ),
        DecisionKind::Refer => (
            refer.as_str(),
            "Our staff pass it on; your status page says when they have, and we write to you then. You need not do anything more.",
        ),
    };
    told(what, left_out(verdict), &verdict.reason, now)
}

fn told(what: &str, left_out: Option<&str>, reason: &str, now: &str) -> Vec<Paragraph> {
    let mut all = vec![Paragraph::text(what)];
    all.extend(left_out.map(Paragraph::text));
    if !reason.trim().is_empty() {
        all.push(Paragraph::text("Our reason:"));
        all.push(Paragraph::quote(reason));
    }
    all.push(Paragraph::heading("What you can do now"));
    all.push(Paragraph::text(now));
    all
}

/// What is true of the addresses of a report that a limit does not cover.
fn left_out(verdict: &Verdict) -> Option<&'static str> {
    let is_in_part = verdict.kind == DecisionKind::Limit && verdict.left_out > 0;
    is_in_part.then_some("What is not named here is not limited: its site is with somebody else now.")
}

/// An owner may read such a letter about each of several reports, so it speaks of its own alone.
fn limit_for_owner(verdict: &Verdict) -> String {
    let rest = match (verdict.scope, stopped(&verdict.sites)) {
        (_, Some(stopped)) => return format!("{stopped} Your other sites are not affected by this report."),
        (Some(LimitScope::Account), _) => "We no longer serve any of your sites.",
        (Some(LimitScope::Zone), _) => {
            "We no longer serve this site. Your other sites are not affected by this report."
        }
        _ if verdict.addresses.first.is_empty() => {
            "We no longer serve the addresses that were reported. This report limits nothing else of your site."
        }
        _ => "We no longer serve what is named above. This report limits nothing else of your site.",
    };
    rest.to_owned()
}

fn limit_for_reporter(verdict: &Verdict) -> String {
    let rest = match (verdict.scope, stopped(&verdict.sites)) {
        (_, Some(stopped)) => return stopped,
        _ if verdict.left_out > 0 => "We no longer serve what is named above.",
        (Some(LimitScope::Zone), _) => "We no longer serve this site.",
        (Some(LimitScope::Account), _) => "We no longer serve this site, nor the others of its owner.",
        _ => "We no longer serve the addresses you reported.",
    };
    rest.to_owned()
}

/// The sites that are down as a whole; nothing where there are none.
fn stopped(sites: &Sites) -> Option<String> {
    let names = words::named(sites)?;
    Some(match sites.count() {
        1 => format!("We no longer serve the whole site {names}."),
        count => format!("We no longer serve these {count} sites: {names}."),
    })
}

fn declined_for_owner(code: Option<DeclineReason>) -> &'static str {
    match code {
        None => "The site is with somebody else now. We close the report without any step against you.",
        Some(DeclineReason::ContentRemoved) => {
            "We looked, and what was reported is gone. We close the report without any step against your site."
        }
        Some(DeclineReason::NoAbuseFound) => {
            "We looked and found nothing wrong. We close the report without any step against your site."
        }
        _ => "We close the report without any step against your site.",
    }
}

/// What the reporter can do when a report was declined for this reason.
fn after_decline(code: DeclineReason) -> &'static str {
    match code {
        DeclineReason::UnableToConfirm => {
            "Some pages show themselves only in one country, on one kind of device, or once. Tell us on your status page how and when you saw it; we then look again."
        }
        DeclineReason::IncompleteReport => {
            "Our reason says what is missing. Add it on your status page; you need not report again."
        }
        DeclineReason::NotOnNetwork => "Your status page says whom you can ask instead.",
        DeclineReason::DuplicateReport => {
            "You need not do anything. Your report shows us how many people are affected."
        }
        DeclineReason::ContentRemoved => "If it comes back, tell us on your status page.",
        DeclineReason::ReportDetailsMismatch => {
            "Check the address and the description, and correct them on your status page."
        }
        DeclineReason::NoAbuseFound => {
            "If we overlooked something, tell us what on your status page. Somebody else then looks at it."
        }
        DeclineReason::MissingOriginalWork => {
            "Tell us on your status page what the work is and where it can be seen."
        }
        DeclineReason::DirectUrlRequired => {
            "Open the page or file, copy what stands in the address bar, and add it on your status page."
        }
        DeclineReason::WrongReportCategory => {
            "Our reason says what fits. The form for it asks what the law wants to know."
        }
        DeclineReason::ContentUnavailable => {
            "If you can still open it, tell us on your status page from where and when."
        }
        DeclineReason::LawEnforcementReferralRequired => {
            "Take it to the police where you live. They know how to reach us."
        }
        DeclineReason::DomainDisputeProcessRequired => {
            "ICANN lists the providers with whom such a process is begun."
        }
    }
}
