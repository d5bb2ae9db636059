//! The words for what `domain` knows: the same in page, letter and API.

use domain::account::{MemberRole, StaffRole, Tier};
use domain::address::ReportedUrl;
use domain::category::{Service, Severity};
use domain::decision::{DecisionKind, DeclineReason, LimitScope, Response};
use domain::referral::Recipient;
use domain::report::{Answer, ReportState};
use domain::timeline::{Covered, Sites};

use crate::components::{Priority, Tone};
use crate::letters::words::{disarm, whole};

/// Words as the beginning of a sentence.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Where a report stands, for somebody who is neither its reporter nor its owner.
pub fn report_state(state: ReportState) -> (Tone, &'static str) {
    match state {
        ReportState::Received => (Tone::Idle, "Received"),
        ReportState::WithOwner => (Tone::Live, "With the owner"),
        ReportState::OwnerWorking => (Tone::Live, "Owner is working on it"),
        ReportState::Answered => (Tone::Warn, "Owner answered"),
        ReportState::Unanswered => (Tone::Warn, "Owner did not answer"),
        ReportState::AskedByOwner | ReportState::AskedByStaff => (Tone::Idle, "Waiting for the reporter"),
        ReportState::Held => (Tone::Idle, "Waiting for an order"),
        ReportState::Forwarded => (Tone::Ok, "Passed on"),
        ReportState::Warned => (Tone::Ok, "Owner warned"),
        ReportState::Limited => (Tone::Ok, "Access limited"),
        ReportState::Declined => (Tone::Done, "Declined"),
        ReportState::Referred => (Tone::Ok, "Referred"),
        ReportState::Withdrawn => (Tone::Done, "Withdrawn"),
    }
}

/// What the owner answered, as the end of a sentence about the owner.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Removed => "answered: it is removed or fixed",
        Answer::Working => "answered: we are working on it",
        Answer::Disputed => "answered: we dispute this",
        Answer::NeedsDetail => "asked for more detail",
    }
}

/// What was decided, as a heading.
pub fn decision(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Forward => "Left to the owner",
        DecisionKind::Warn => "Owner warned",
        DecisionKind::Limit => "Access limited",
        DecisionKind::Decline => "Declined",
        DecisionKind::Refer => "Referred",
    }
}

/// How far a limit reaches, as the end of "Access is limited for …".
pub fn limit_scope(scope: LimitScope) -> &'static str {
    match scope {
        LimitScope::Address => "the reported addresses",
        LimitScope::Zone => "the whole site",
        LimitScope::Account => "every site of the account",
    }
}

/// How far a limit reaches, with the sites that it covers as a whole by their names.
#[must_use]
pub fn limited(scope: LimitScope, sites: &Sites) -> String {
    match (named(sites), sites.count()) {
        (Some(site), 1) => format!("the whole site {site}"),
        (Some(names), count) => format!("{count} whole sites: {names}"),
        (None, _) => limit_scope(scope).to_owned(),
    }
}

/// Sites by name, so that nothing makes a link of them: `a, b and c`.
#[must_use]
pub fn named(sites: &Sites) -> Option<String> {
    let mut names: Vec<String> = sites.hosts.iter().map(|host| disarm(host)).collect();
    if sites.more > 0 {
        names.push(format!("{} more", sites.more));
    }
    let last = names.pop()?;
    Some(if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) })
}

/// What the policy lets us do about a category.
pub fn response(response: Response) -> &'static str {
    match response {
        Response::Voluntary => "We may act on our own",
        Response::ForwardOnly => "We pass it on and do not act by ourselves",
        Response::OrderRequired => "We act when a court or an authority orders it",
    }
}

/// A reason for declining in a few words, as staff choose it.
pub fn decline_title(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::UnableToConfirm => "Could not be confirmed",
        DeclineReason::IncompleteReport => "Something needed is missing",
        DeclineReason::NotOnNetwork => "Not on our network",
        DeclineReason::DuplicateReport => "Reported before",
        DeclineReason::ContentRemoved => "Gone already",
        DeclineReason::ReportDetailsMismatch => "Details do not match",
        DeclineReason::NoAbuseFound => "No abuse found",
        DeclineReason::MissingOriginalWork => "Original work not named",
        DeclineReason::DirectUrlRequired => "No direct address",
        DeclineReason::WrongReportCategory => "Wrong category",
        DeclineReason::ContentUnavailable => "Content cannot be reached",
        DeclineReason::LawEnforcementReferralRequired => "Must come from law enforcement",
        DeclineReason::DomainDisputeProcessRequired => "Needs a domain dispute process",
    }
}

/// A reason for declining as a plain sentence for the reporter.
pub fn decline_sentence(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::UnableToConfirm => "We looked at the addresses and could not see what was reported.",
        DeclineReason::IncompleteReport => "The report leaves out something that we need to act on it.",
        DeclineReason::NotOnNetwork => {
            "The address is not on our network, so there is nothing we can do about it here."
        }
        DeclineReason::DuplicateReport => {
            "Somebody reported the same before you, and it is being handled there."
        }
        DeclineReason::ContentRemoved => "What was reported is gone already.",
        DeclineReason::ReportDetailsMismatch => {
            "What the report describes is not what we found at the address."
        }
        DeclineReason::NoAbuseFound => {
            "We looked at the addresses and found nothing that breaks our rules or the law."
        }
        DeclineReason::MissingOriginalWork => {
            "The report does not say which original work was copied, or where it is."
        }
        DeclineReason::DirectUrlRequired => {
            "We need the exact address of the page or file; the report names a site as a whole."
        }
        DeclineReason::WrongReportCategory => {
            "The report was sent under a category that does not fit; please send it again under the right one."
        }
        DeclineReason::ContentUnavailable => {
            "The address did not answer whenever we tried, so we could not look at it."
        }
        DeclineReason::LawEnforcementReferralRequired => {
            "We can act on this only when the police or another authority asks us to; please turn to them."
        }
        DeclineReason::DomainDisputeProcessRequired => {
            "A dispute about a domain name is settled by the UDRP or URS process; please start it there."
        }
    }
}

/// Why a report was declined; without a reason of staff's it was left out of a limit.
pub fn declined(reason: Option<DeclineReason>) -> &'static str {
    reason.map_or("We could not limit it: its site is with somebody else now.", decline_sentence)
}

/// Whom a case is referred to, as the end of a sentence.
pub fn recipient(of: Recipient) -> &'static str {
    match of {
        Recipient::Ncmec => "NCMEC, the clearing house for child-abuse reports",
        Recipient::Police => "the police",
        Recipient::Host => "the company that hosts the site",
        Recipient::Registrar => "the company that registered the domain",
    }
}

/// What the provider does for a zone.
pub fn service(service: Service) -> &'static str {
    match service {
        Service::Proxied => "Proxy",
        Service::Hosted => "Hosted",
        Service::Registered => "Domain only",
    }
}

/// What we do for a site, as a sentence.
pub fn serves(service: Service) -> &'static str {
    match service {
        Service::Proxied => "We carry its traffic",
        Service::Hosted => "We host it",
        Service::Registered => "Its domain is registered with us",
    }
}

/// Where a case lies.
pub fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::First => "First line",
        Tier::Senior => "Senior analysts",
        Tier::Legal => "Legal",
        Tier::ChildSafety => "Child safety",
    }
}

/// What a member of staff does.
pub fn staff_role(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Analyst => "Analyst",
        StaffRole::Senior => "Senior analyst",
        StaffRole::Legal => "Legal",
        StaffRole::Lead => "Lead",
    }
}

/// What a member may do in an account.
pub fn member_role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "Owner",
        MemberRole::Responder => "Responder",
        MemberRole::Reader => "Reader",
    }
}

/// How urgent a case is, as its mark.
pub fn priority(severity: Severity) -> Priority {
    match severity {
        Severity::Emergency => Priority::Emergency,
        Severity::High => Priority::High,
        Severity::Normal => Priority::Normal,
        Severity::Low => Priority::Low,
    }
}

/// The addresses that a limit covers, so that nothing makes a link of them: `a, b and 3 more`.
#[must_use]
pub fn covered(of: &Covered) -> Option<String> {
    let urls = of.addresses.iter().filter_map(|url| ReportedUrl::parse(url).ok());
    let first: Vec<String> = urls.map(|url| whole(&url.defanged())).collect();
    let more = if of.more > 0 { format!(" and {} more", of.more) } else { String::new() };
    (!first.is_empty()).then(|| format!("{}{more}", first.join(", ")))
}

/// That limits were lifted. Each of the addresses they covered had a limit on it.
#[must_use]
pub fn lifted(of: &Covered) -> &'static str {
    if of.count() > 1 { "lifted limits" } else { "lifted a limit" }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_reason_has_its_own_title_and_a_whole_sentence() {
        let titles: HashSet<_> = DeclineReason::ALL.iter().map(|reason| decline_title(*reason)).collect();
        assert_eq!(titles.len(), DeclineReason::ALL.len());
        for reason in DeclineReason::ALL {
            let sentence = decline_sentence(*reason);
            assert!(
                sentence.ends_with('.') && !sentence.contains('!') && !sentence.contains('_'),
                "{sentence}"
            );
        }
    }
}
