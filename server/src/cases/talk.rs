//! Notes among staff, and what staff say to reporters and owners.

use domain::case::Move;
use domain::deadline;
use domain::policy::{CategoryPolicy, Policy};
use domain::report::{ReportEvent, ReportState};
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::jobs::watch_pause;
use super::lock::{CaseError, Locked, Mark, Rule, Seen, check_tier, lock};
use super::record::{record, touch};
use super::reports::{CaseReport, chosen};
use super::{audited, by, store};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::reports::notice;
use crate::reports::pause::pause_owner;
use crate::reports::question::wait_for_reporter;
use crate::reports::record::{self as timeline};

/// Words for the reporter or the owner of some reports of a case; of all of them where none is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// The references of the reports they are about.
    pub references: Vec<String>,
}

/// Leaves a note among staff.
///
/// # Errors
/// As [`lock`].
pub async fn note(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    text: String,
    now: Timestamp,
) -> Result<(), CaseError> {
    let happening = CaseHappening::Noted { text };
    let case = lock(tx, number, seen, Move::Work, &Mark::of("note", &happening)).await?;
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.note", json!({}), now).await?;
    Ok(())
}

/// How many of the reporters who are to read something get a letter about it; the others see it on their status pages alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
}

impl Written {
    fn of(reports: &[&mut CaseReport]) -> Self {
        let written = reports.iter().filter(|report| report.is_written_to).count();
        match written {
            0 => Self::None,
            written if written == reports.len() => Self::All,
            _ => Self::Some,
        }
    }
}

/// The reports of a case and the case itself, locked for words to their reporters or owners.
async fn hold(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    happening: &Happening,
    references: &[String],
) -> Result<(Vec<CaseReport>, Locked), CaseError> {
    let reports = store::lock_reports(tx, &[number]).await?;
    let mark = Mark::of(happening.kind(), &(happening, references));
    let case = lock(tx, number, seen, Move::Work, &mark).await?;
    Ok((reports, case))
}

/// Notes that the case changed, and by which command.
async fn done(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    action: &'static str,
    references: &[String],
    now: Timestamp,
) -> Result<(), CaseError> {
    touch(tx, case.case_id, now).await?;
    audited(tx, case, action, json!({ "reports": references }), now).await?;
    Ok(())
}

/// Asks reporters something. Until they answer, the clocks of the owner and of the case stand still, though for no longer than an owner
/// would have for an answer. Says who of them gets a letter.
///
/// # Errors
/// As [`lock`]; `NoSuchReport` where a report is not of this case, `Report` where none of them can be asked any more.
pub async fn ask_reporter(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    words: Words,
    now: Timestamp,
) -> Result<Written, CaseError> {
    let Words { text, references } = words;
    let happening = Happening::StaffAsked { text };
    let (mut reports, case) = hold(tx, number, seen, &happening, &references).await?;
    let by = by(tx.scope, now);
    let until = deadline::after(now, policy.of(case.category).answer_hours);
    let asked = askable(chosen(&mut reports, &references)?)?;
    let written = Written::of(&asked);
    for report in asked {
        let event = Some(ReportEvent::StaffAsked);
        let event_id = timeline::record(tx, &mut report.locked, &by, event, &happening).await?;
        pause_owner(tx, &report.locked, now).await?;
        wait_for_reporter(tx, report.locked.key, until).await?;
        letters::queue(tx, &Occasion::Question { report: report.locked.key, event_id }).await?;
    }
    store::pause(tx, case.case_id, now).await?;
    watch_pause(tx, case.case_id, until).await?;
    done(tx, &case, "cases.ask_reporter", &references, now).await?;
    Ok(written)
}

/// Those of the reports that still wait for a decision; the refusal of the first where none does.
fn askable(reports: Vec<&mut CaseReport>) -> Result<Vec<&mut CaseReport>, CaseError> {
    let refusal = reports.first().map(|report| report.locked.state.after(ReportEvent::StaffAsked));
    let askable: Vec<_> = reports.into_iter().filter(|report| report.locked.state.is_undecided()).collect();
    match refusal {
        Some(Err(refusal)) if askable.is_empty() => Err(refusal.into()),
        _ => Ok(askable),
    }
}

/// Writes to the reporters. Says who of them gets a letter.
///
/// # Errors
/// As [`lock`]; `NoSuchReport` where a report is not of this case.
pub async fn write_to_reporter(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    words: Words,
    now: Timestamp,
) -> Result<Written, CaseError> {
    let Words { text, references } = words;
    let happening = Happening::StaffWrote { to_owner: false, text };
    let (mut reports, case) = hold(tx, number, seen, &happening, &references).await?;
    let readers = chosen(&mut reports, &references)?;
    let written = Written::of(&readers);
    write(tx, readers, &happening, None, now).await?;
    store::heard(tx, case.case_id).await?;
    done(tx, &case, "cases.write_to_reporter", &references, now).await?;
    Ok(written)
}

/// Writes to the owners of the reports that they have been told of and that were not withdrawn: to each owner once.
///
/// # Errors
/// As [`lock`]; `Tier` where the case lies with another tier, `OwnerUntold` where the owner sees none of the reports.
pub async fn write_to_owner(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    words: Words,
    now: Timestamp,
) -> Result<(), CaseError> {
    let Words { text, references } = words;
    let happening = Happening::StaffWrote { to_owner: true, text };
    let (mut reports, case) = hold(tx, number, seen, &happening, &references).await?;
    check_tier(tx.scope, &case)?;
    let is_reader =
        |report: &&mut CaseReport| report.is_owner_told && report.locked.state != ReportState::Withdrawn;
    let told: Vec<_> = chosen(&mut reports, &references)?.into_iter().filter(is_reader).collect();
    if told.is_empty() || case.clearance.is_some() {
        return Err(Rule::OwnerUntold.into());
    }
    write(tx, told, &happening, Some(ids::at(now)), now).await?;
    done(tx, &case, "cases.write_to_owner", &references, now).await
}

async fn write(
    tx: &mut Tx<'_, Staff>,
    reports: Vec<&mut CaseReport>,
    happening: &Happening,
    step: Option<Uuid>,
    now: Timestamp,
) -> Result<(), CaseError> {
    let by = by(tx.scope, now);
    for report in reports {
        let event_id = timeline::record(tx, &mut report.locked, &by, None, happening).await?;
        letters::queue(tx, &Occasion::Message { report: report.locked.key, event_id, step }).await?;
    }
    Ok(())
}

/// Tells the owners of the reports that were held back for review, and starts their clocks.
///
/// # Errors
/// As [`lock`]; `Tier` where the case lies with another tier, `SiteMoved` where the sites are no longer with the accounts, `OwnerNeverTold`
/// where no report of the case may be told, or all have been.
pub async fn tell_owner(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    now: Timestamp,
) -> Result<(), CaseError> {
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let case = lock(tx, number, seen, Move::Work, &Mark::of("tell_owner", &())).await?;
    check_tier(tx.scope, &case)?;
    let entry: &CategoryPolicy = policy.of(case.category);
    let by = by(tx.scope, now);
    let mut count = 0_u32;
    for report in reports.iter_mut().filter(|report| report.can_tell_owner(entry)) {
        notice::tell_owner(tx, &mut report.locked, &by, entry).await?;
        count += 1;
    }
    if count == 0 {
        let has_moved = reports.iter().any(|report| report.has_moved && !report.is_owner_told);
        return Err(if has_moved { Rule::SiteMoved } else { Rule::OwnerNeverTold }.into());
    }
    touch(tx, case.case_id, now).await?;
    audited(tx, &case, "cases.tell_owner", json!({ "reports": count }), now).await?;
    Ok(())
}
