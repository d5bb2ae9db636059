//! From rows to what the pages show.

use app::letters::{Counts, Receipt};
use app::pages::track::{Knows, LineStatus, Pages, Passed, Question, Standing, Tally};
use domain::account::Actor;
use domain::address::{NotAnAddress, ReportedUrl};
use domain::category::Category;
use domain::disclosure::{Disclosure, Disclosures};
use domain::elsewhere::Elsewhere;
use domain::policy::{CategoryPolicy, OwnerNotice};
use domain::report::ReportState;
use domain::timeline::{Happening, Sites};
use jiff::Timestamp;
use uuid::Uuid;

use super::store::{EventRow, HostsRow, LineCount, LineRow, ReportRow, SubmissionRow};
use crate::database::word::word;

/// How many addresses stand where.
pub(super) fn tally(reports: &[ReportRow], lines: &[LineCount]) -> Tally {
    let count = |outcome: &str| -> u32 {
        let found = lines.iter().filter(|line| line.outcome == outcome);
        found.map(|line| u32::try_from(line.count).unwrap_or(u32::MAX)).sum()
    };
    let limited = |report: &ReportRow| (ReportState::Limited, covered(report).unsigned_abs());
    let states = reports.iter().map(limited).chain(reports.iter().map(rest)).filter(|(_, count)| *count > 0);
    let waiting = reports.iter().filter(|report| report.state.waits_for_owner());
    let asked = reports.iter().filter(|report| report.state.waits_for_reporter());
    Tally {
        states: states.collect(),
        lifted: reports.iter().map(|report| report.lifted.unsigned_abs()).sum(),
        not_ours: count("not_ours"),
        not_addresses: count("not_an_address"),
        dues: waiting.filter_map(|report| Some((report.state, report.due?))).collect(),
        asked_until: asked.filter_map(|report| report.asked_until).max(),
    }
}

/// How many addresses are called limited: what another case limited does not hide that a report waits for its reporter, or that they took it
/// back.
fn covered(report: &ReportRow) -> i32 {
    if is_plain(report) { 0 } else { report.limited }
}

fn is_plain(report: &ReportRow) -> bool {
    report.state.waits_for_reporter() || report.state == ReportState::Withdrawn
}

/// Where the addresses stand that are not called limited. What a limit never covered was closed without action.
fn rest(report: &ReportRow) -> (ReportState, u32) {
    let state = match report.state {
        ReportState::Limited => ReportState::Declined,
        other => other,
    };
    (state, report.address_count.saturating_sub(covered(report) + report.lifted).unsigned_abs())
}

/// A line as its page or file shows it.
pub(super) fn line(
    row: LineRow,
    reports: &[ReportRow],
    sent_at: Timestamp,
    policy: &CategoryPolicy,
) -> sqlx::Result<LineStatus> {
    let url = row.url.as_deref().and_then(|url| ReportedUrl::parse(url).ok());
    let report = reports.iter().find(|report| Some(report.report_id) == row.report_id);
    let standing = standing(&row, report, url.as_ref(), policy)?;
    let came = row.added_at.map_or(sent_at, jiff_sqlx::Timestamp::to_jiff);
    let since = row.limited_at.map(jiff_sqlx::Timestamp::to_jiff).or(report.map(|report| report.changed_at));
    Ok(LineStatus {
        number: row.line_number.unsigned_abs(),
        is_cut: url.as_ref().is_some_and(|url| url.is_part_of(&row.raw)),
        raw: row.raw,
        url,
        standing,
        since: since.map_or(came, |since| since.max(came)),
    })
}

fn standing(
    row: &LineRow,
    report: Option<&ReportRow>,
    url: Option<&ReportedUrl>,
    policy: &CategoryPolicy,
) -> sqlx::Result<Standing> {
    Ok(match (row.outcome.as_str(), report, row.repeat_of) {
        ("accepted", Some(report), _) if report.state == ReportState::Limited && !row.was_limited => {
            Standing::LeftOut
        }
        ("accepted", Some(report), _) => Standing::Reported {
            state: report.state,
            is_limited: row.limited_at.is_some() && !is_plain(report),
            due: report.due.filter(|_| report.state.waits_for_owner()),
        },
        ("repeated", _, Some(first)) => Standing::RepeatOf(first.unsigned_abs()),
        ("repeated", _, None) => Standing::RepeatedReport,
        ("not_an_address", _, _) => Standing::NotAnAddress(reason(row.reason.as_deref())?),
        _ => Standing::Elsewhere(Elsewhere::for_report(url, policy)),
    })
}

fn reason(kept: Option<&str>) -> sqlx::Result<NotAnAddress> {
    let reason = serde_json::from_str(kept.unwrap_or("{\"reason\":\"just_words\"}"));
    reason.map_err(|error| sqlx::Error::Decode(error.into()))
}

/// The history, beginning with the sending itself.
pub(super) fn history(
    rows: Vec<EventRow>,
    hosts: &[HostsRow],
    sent_at: Timestamp,
    lines: u32,
) -> sqlx::Result<Vec<Passed>> {
    let sent = Passed {
        at: sent_at,
        actor: Actor::Reporter,
        what: Happening::Received { addresses: lines },
        reports: 1,
        sites: Sites::default(),
    };
    let others = rows.into_iter().map(|row| {
        Ok(Passed {
            at: row.at.to_jiff(),
            actor: word(&row.actor)?,
            what: row.detail.0,
            sites: sites(&row.report_ids, hosts),
            reports: u32::try_from(row.report_ids.len()).unwrap_or(u32::MAX),
        })
    });
    std::iter::once(Ok(sent)).chain(others).collect()
}

/// The sites of these reports; none where there are no others.
fn sites(reports: &[Uuid], hosts: &[HostsRow]) -> Sites {
    const NAMED: usize = 3;
    if reports.len() >= hosts.len() {
        return Sites::default();
    }
    let of = |id: &Uuid| hosts.iter().find(|row| row.report_id == *id);
    let rows: Vec<&HostsRow> = reports.iter().filter_map(of).collect();
    let all: i64 = rows.iter().map(|row| row.count).sum();
    let named: Vec<String> = rows.into_iter().map(|row| row.host.clone()).take(NAMED).collect();
    let more = usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(named.len());
    Sites { hosts: named, more: u32::try_from(more).unwrap_or(u32::MAX) }
}

/// The first question that waits for an answer.
pub(super) fn question(reports: &[ReportRow], hosts: &[HostsRow], tell: Disclosures) -> Option<Question> {
    let asked = reports.iter().find(|report| report.state.waits_for_reporter())?;
    Some(Question {
        reference: asked.reference.clone(),
        host: asked.host.clone(),
        more_sites: sites(&[asked.report_id], hosts).count().saturating_sub(1),
        is_owners: asked.state == ReportState::AskedByOwner,
        is_named: tell.owner == Disclosure::Named,
    })
}

/// What the reporter chose.
pub(super) fn tell(row: &SubmissionRow) -> sqlx::Result<Disclosures> {
    Ok(Disclosures {
        owner: word(&row.tell_owner)?,
        host: word(&row.tell_host)?,
        ncmec: word(&row.tell_ncmec)?,
    })
}

/// Who knows about the reporter.
pub(super) fn knows(row: &SubmissionRow, tell: Disclosures, policy: &CategoryPolicy) -> Knows {
    Knows {
        has_name: row.has_name,
        has_email: row.email.is_some(),
        tell,
        owner_is_told: policy.owner_notice != OwnerNotice::Never,
        goes_to_ncmec: !policy.ncmec.is_empty(),
    }
}

/// The pages before and after the one that begins with line `from`.
pub(super) fn pages(token: &str, total: i32, before: Option<i32>, after: Option<i32>) -> Pages {
    let at = |line: i32| app::links::track(token).with("from", &line.to_string()).at("addresses");
    Pages {
        total: total.unsigned_abs(),
        earlier: before.map(at),
        later: after.map(at),
        file: Some(app::links::track_list(token)),
    }
}

/// What happens next, in the same words as in the receipt that goes by mail.
pub(super) fn next(
    policy: &CategoryPolicy,
    category: Category,
    row: &SubmissionRow,
    tally: &Tally,
    link_until: Timestamp,
) -> sqlx::Result<Vec<String>> {
    let receipt = Receipt {
        reference: String::new(),
        category,
        restricted: policy.clearance.is_some(),
        counts: Counts { accepted: tally.accepted(), ..Counts::default() },
        addresses: Vec::new(),
        owner_notice: policy.owner_notice,
        to_owner: tell(row)?.owner,
        response: policy.response,
        to_ncmec: !policy.ncmec.is_empty(),
        answer_hours: policy.answer_hours,
        decide_hours: policy.decide_hours,
        link_until,
    };
    let elsewhere = policy.elsewhere.as_deref().unwrap_or(Receipt::STATUS_PAGE);
    Ok(receipt.next(row.email.is_some(), elsewhere))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(state: ReportState, limited: i32) -> ReportRow {
        ReportRow {
            report_id: Uuid::nil(),
            reference: "NE-1".to_owned(),
            state,
            host: "a.example".to_owned(),
            address_count: 2,
            limited,
            lifted: 0,
            owner_told: true,
            is_restricted: false,
            category: Category::Phishing,
            due: None,
            asked_until: None,
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_another_case_limits_hides_neither_a_question_nor_a_withdrawal() {
        for state in [ReportState::AskedByStaff, ReportState::AskedByOwner, ReportState::Withdrawn] {
            assert_eq!(tally(&[report(state, 2)], &[]).states, [(state, 2)]);
        }
        assert_eq!(tally(&[report(ReportState::WithOwner, 2)], &[]).states, [(ReportState::Limited, 2)]);
    }

    #[test]
    fn a_repeat_of_an_earlier_report_is_never_called_somebody_elses() {
        let row = LineRow {
            line_number: 1,
            raw: "https://a.example/".to_owned(),
            url: Some("https://a.example/".to_owned()),
            outcome: "repeated".to_owned(),
            reason: Some("NE-1".to_owned()),
            repeat_of: None,
            report_id: None,
            limited_at: None,
            was_limited: false,
            added_at: None,
        };
        let policy = domain::policy::Policy::compiled_in();
        let policy = policy.of(Category::Phishing);
        let shown = line(row, &[], Timestamp::UNIX_EPOCH, policy).unwrap();
        let reader = app::components::Reader::visitor(Timestamp::UNIX_EPOCH, app::components::Zone::UTC);
        assert_eq!(shown.standing.word().1, "Repeated");
        assert_eq!(shown.explained(reader), "It is in an earlier report of this address.");
        let repeats = [LineCount { outcome: "repeated".to_owned(), count: 1 }];
        assert_eq!(tally(&[], &repeats).headline(), "An earlier report is about the same");
    }
}
