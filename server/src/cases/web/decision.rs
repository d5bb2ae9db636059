//! Deciding in two steps. The preview makes the decision, reads the letters it would send, and takes it back: so they are the same.

use std::collections::HashSet;

use app::links::CaseStep;
use app::pages::staff::case::{Form, Waiting};
use app::pages::staff::decision::{DecisionPage, DecisionPageProps, Told, ToldParty, Verdict};
use app::pages::staff::record::{Head, Seen};
use app::words;
use axum::response::Response;
use domain::decision::{DecisionKind, DeclineReason, LimitScope};
use domain::referral::Recipient;
use serde::Deserialize;
use uuid::Uuid;

use super::Worker;
use super::outcome::{Sent, on_to, seen};
use crate::cases::decide::{self as deciding, Choice, Decided, Decision};
use crate::cases::page::{self, Account};
use crate::database::{Staff, Tx};
use crate::http::{Done, Form as Posted, Path, Problem, render};
use crate::letters::{Audience, Draft, Occasion, written};
use crate::mitigations;
use crate::reports::ReportKey;

/// About how many reports the letters of a preview are written.
const WRITTEN: usize = 100;

/// How many addresses a preview names.
const NAMED: usize = 3;

/// A decision as it was posted.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    version: i32,
    read_at: i64,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
    /// Back to the form.
    #[serde(default)]
    change: String,
}

impl Chosen {
    fn sent(&self, number: i64, step: CaseStep) -> Result<Sent, Problem> {
        let fields = [
            ("kind", &self.kind),
            ("scope", &self.scope),
            ("order", &self.order),
            ("code", &self.code),
            ("to", &self.to),
            ("reason", &self.reason),
        ];
        Ok(Sent {
            number,
            step,
            seen: seen(self.version, self.read_at)?,
            fields: fields.into_iter().map(|(name, value)| (name, value.clone())).collect(),
            text: Some(("reason", "Reason, for those who are told")),
            button: "See what everybody is told",
        })
    }

    /// The decision, or the form with what is wrong.
    fn read(&self, mut form: Form) -> Result<Decision, Form> {
        let reason = self.reason.trim().replace("\r\n", "\n");
        if reason.chars().count() > 5000 {
            form.refuse("reason", "Shorten the reason to 5,000 characters.");
        }
        let Ok(kind) = self.kind.parse::<DecisionKind>() else {
            form.refuse("kind", "Choose what we do.");
            return Err(form);
        };
        if reason.is_empty() && matches!(kind, DecisionKind::Warn | DecisionKind::Limit) {
            form.refuse("reason", "Give the reason; the owner and the reporters read it.");
        }
        let choice = self.choice(kind, &mut form);
        match choice {
            Some(choice) if form.is_valid() => Ok(Decision { choice, reason }),
            _ => Err(form),
        }
    }

    fn choice(&self, kind: DecisionKind, form: &mut Form) -> Option<Choice> {
        let order = self.order.trim();
        if order.chars().count() > 200 {
            form.refuse("order", "Shorten the reference to 200 characters.");
        }
        match kind {
            DecisionKind::Forward => Some(Choice::Forward),
            DecisionKind::Warn => Some(Choice::Warn),
            DecisionKind::Limit => {
                let scope =
                    chosen::<LimitScope>(&self.scope, "scope", "Choose how far the limit reaches.", form)?;
                Some(Choice::Limit { scope, order: Some(order.to_owned()).filter(|order| !order.is_empty()) })
            }
            DecisionKind::Decline => {
                chosen::<DeclineReason>(&self.code, "code", "Choose why.", form).map(Choice::Decline)
            }
            DecisionKind::Refer => {
                chosen::<Recipient>(&self.to, "to", "Choose to whom.", form).map(Choice::Refer)
            }
        }
    }
}

fn chosen<T: std::str::FromStr>(word: &str, field: &'static str, ask: &str, form: &mut Form) -> Option<T> {
    let value = word.parse().ok();
    if value.is_none() {
        form.refuse(field, ask);
    }
    value
}

/// Shows what everybody would be told. Nothing is kept.
pub(crate) async fn preview(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Chosen>,
) -> Result<Response, Problem> {
    let sent = form.sent(number, CaseStep::Preview)?;
    if !form.change.is_empty() {
        return sent.show(&worker, sent.form()).await;
    }
    let decision = match form.read(sent.form()) {
        Ok(decision) => decision,
        Err(state) => return sent.show(&worker, state).await,
    };
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, number, worker.now()).await?.ok_or(Problem::NotFound)?;
    let desk = worker.desk(&mut tx).await?;
    let waiting = Waiting::of(&page::reports(&mut tx, head.case_id).await?, worker.reader);
    // That the case was read stays on record; only the decision is taken back.
    tx.commit().await?;
    let mut tx = worker.begin().await?;
    let now = worker.now();
    let decided = match deciding::decide(&mut tx, worker.policy(), number, sent.seen, &decision, now).await {
        Ok(decided) => decided,
        Err(error) => {
            drop(tx);
            return sent.refused(&worker, error, || on_to(Done::CaseDecided, number)).await;
        }
    };
    let is_restricted = head.clearance.is_some();
    let accounts = page::accounts(&mut tx, head.case_id).await?;
    let mut told = told(&worker, &mut tx, &decided, &accounts).await?;
    for told in told
        .iter_mut()
        .filter(|told| told.party == ToldParty::Reporters && (told.silent > 0 || is_restricted))
    {
        told.on_page = Some(decision.reason.clone());
    }
    if decision.choice.kind() == DecisionKind::Limit && !is_restricted {
        told.iter_mut().for_each(|told| told.sees_limit = told.party == ToldParty::Owner && told.silent > 0);
    }
    let addresses = match decision.choice.scope() {
        Some(_) => page::addresses(&mut tx, head.case_id, None).await?,
        None => Vec::new(),
    };
    let stopped = mitigations::stopped(&mut tx, head.case_id).await?;
    // Taken back here, unsaid: the transaction ends without a commit.
    drop(tx);
    let props = DecisionPageProps {
        desk,
        number,
        category: (head.category, worker.policy().of(head.category).word.clone()),
        title: head.title.clone(),
        seen: Seen { version: head.version, at: now },
        waiting,
        verdict: Verdict { addresses, stopped, ..verdict(&worker, &head, &decision, &decided) },
        told,
        form: sent.form(),
    };
    Ok(render::page(|| DecisionPage(props)))
}

/// The letters of the decision, as they would be written: to the owner of each account, and to the reporters.
async fn told(
    worker: &Worker,
    tx: &mut Tx<'_, Staff>,
    decided: &Decided,
    accounts: &[Account],
) -> Result<Vec<Told>, Problem> {
    let mut drafts: Vec<(Uuid, Vec<Draft>)> = Vec::new();
    for (report, event_id) in of_each_account_first(&decided.told).take(WRITTEN) {
        let occasion = Occasion::Decision { report: *report, event_id: *event_id };
        drafts.push((report.account_id, written(tx, worker.policy(), &occasion).await?.drafts));
    }
    let of = |account_id: Option<Uuid>| -> Vec<&[Draft]> {
        let is_meant = |of: &Uuid| account_id.is_none_or(|account_id| *of == account_id);
        drafts.iter().filter(|(of, _)| is_meant(of)).map(|(_, drafts)| drafts.as_slice()).collect()
    };
    let owner = |account: &Account| Told {
        account: Some(account.name.clone()).filter(|_| accounts.len() > 1),
        ..told_to(worker, ToldParty::Owner, Audience::Owner, &of(Some(account.account_id)))
    };
    let is_told = |account: &&Account| drafts.iter().any(|(of, _)| *of == account.account_id);
    let mut told: Vec<_> = accounts.iter().filter(is_told).map(owner).collect();
    told.push(told_to(worker, ToldParty::Reporters, Audience::Reporter, &of(None)));
    Ok(told)
}

/// The reports, one of each account before the rest.
fn of_each_account_first(told: &[(ReportKey, Uuid)]) -> impl Iterator<Item = &(ReportKey, Uuid)> {
    let mut seen = HashSet::new();
    let (first, rest): (Vec<_>, Vec<_>) = told.iter().partition(|(report, _)| seen.insert(report.account_id));
    first.into_iter().chain(rest)
}

fn told_to(worker: &Worker, party: ToldParty, audience: Audience, drafts: &[&[Draft]]) -> Told {
    let of = |drafts: &[Draft]| -> Vec<Draft> {
        drafts.iter().filter(|draft| draft.audience == audience).cloned().collect()
    };
    let silent = drafts.iter().filter(|drafts| of(drafts).is_empty()).count();
    let letters: Vec<Draft> = drafts.iter().flat_map(|drafts| of(drafts)).collect();
    let mut recipients: Vec<String> = letters.iter().map(|draft| draft.recipient.email.clone()).collect();
    recipients.dedup();
    recipients.truncate(NAMED);
    Told {
        party,
        account: None,
        recipients,
        letters: u64::try_from(letters.len()).unwrap_or(u64::MAX),
        letter: letters.first().map(|draft| draft.content.letter(worker.reader)),
        silent: u64::try_from(silent).unwrap_or(u64::MAX),
        on_page: None,
        sees_limit: false,
    }
}

fn verdict(worker: &Worker, head: &Head, decision: &Decision, decided: &Decided) -> Verdict {
    let mut details = Vec::new();
    let mut add = |name: &str, value: String| details.push((name.to_owned(), value));
    match &decision.choice {
        Choice::Limit { scope, order } => {
            add("How far", words::capital(words::limit_scope(*scope)));
            if let Some(order) = order {
                add("Order", order.clone());
            }
        }
        Choice::Decline(reason) => add("Why", words::decline_title(*reason).to_owned()),
        Choice::Refer(to) => add("To", words::capital(words::recipient(*to))),
        Choice::Forward | Choice::Warn => {}
    }
    add("Case", format!("{} with {}", head.number, reports(decided.told.len())));
    add("Policy", worker.policy().version.clone());
    Verdict {
        what: words::decision(decision.choice.kind()).to_owned(),
        details,
        lifts: u64::try_from(decided.lifted).unwrap_or(u64::MAX),
        referral: decision.choice.recipient(),
        addresses: Vec::new(),
        stopped: Vec::new(),
    }
}

fn reports(count: usize) -> String {
    if count == 1 { "1 report".to_owned() } else { format!("{count} reports") }
}

/// Decides.
pub(crate) async fn decide(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Chosen>,
) -> Result<Response, Problem> {
    let sent = form.sent(number, CaseStep::Decide)?;
    let decision = match form.read(sent.form()) {
        Ok(decision) => decision,
        Err(state) => return sent.show(&worker, state).await,
    };
    let mut tx = worker.begin().await?;
    let outcome =
        deciding::decide(&mut tx, worker.policy(), number, sent.seen, &decision, worker.now()).await;
    match outcome {
        Ok(decided) => {
            tx.commit().await?;
            let done = if decided.is_written { Done::CaseDecided } else { Done::CaseDecidedUnwritten };
            Ok(on_to(done, number))
        }
        Err(error) => {
            drop(tx);
            sent.refused(&worker, error, || on_to(Done::CaseDecided, number)).await
        }
    }
}
