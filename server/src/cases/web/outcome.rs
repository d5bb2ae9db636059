//! What becomes of a posted step: done, late, or refused, each with what was typed.

use app::form::FormState;
use app::letters::words::disarm;
use app::links::{self, CaseStep};
use app::pages::staff::case::{CaseForms, Form};
use app::pages::staff::record::Seen;
use app::pages::staff::stale::{Again, StalePage, StalePageProps};
use app::words;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::decision::DecisionRefusal;
use domain::moment;

use super::Worker;
use super::case::show_again;
use crate::cases::page::{self, MovedSite};
use crate::cases::{CaseError, Rule};
use crate::http::{Done, Problem, render};

/// A step as it was posted.
pub(super) struct Sent {
    /// The case.
    pub(super) number: i64,
    /// The step.
    pub(super) step: CaseStep,
    /// What the page knew of the case.
    pub(super) seen: Seen,
    /// What was typed, by field.
    pub(super) fields: Vec<(&'static str, String)>,
    /// The field that holds words, and the question it answers.
    pub(super) text: Option<(&'static str, &'static str)>,
    /// The words of the button.
    pub(super) button: &'static str,
}

/// What the page knew of a case, from its hidden fields.
///
/// # Errors
/// When the time is not one.
pub(super) fn seen(version: i32, read_at: i64) -> Result<Seen, Problem> {
    let at = moment::of_microseconds(read_at);
    let at =
        at.ok_or_else(|| Problem::BadRequest("The form does not say when its page was read.".to_owned()))?;
    Ok(Seen { version, at })
}

impl Sent {
    /// What was typed, as the form of the page remembers it.
    pub(super) fn form(&self) -> Form {
        let empty = self.empty();
        self.fields.iter().fold(empty, |form, (name, value)| form.keep(*name, value.clone()))
    }

    fn empty(&self) -> Form {
        let mut forms = CaseForms::default();
        std::mem::take(self.place(&mut forms))
    }

    fn place<'f>(&self, forms: &'f mut CaseForms) -> &'f mut Form {
        match self.step {
            CaseStep::Ask => &mut forms.ask,
            CaseStep::WriteToReporter => &mut forms.to_reporter,
            CaseStep::WriteToOwner | CaseStep::TellOwner => &mut forms.to_owner,
            CaseStep::Classify => &mut forms.classify,
            CaseStep::Escalate => &mut forms.escalate,
            CaseStep::Join => &mut forms.join,
            CaseStep::Split => &mut forms.split,
            CaseStep::Close | CaseStep::Reopen => &mut forms.close,
            CaseStep::Lift => &mut forms.lift,
            CaseStep::Referral => &mut forms.referral,
            CaseStep::Preview | CaseStep::Decide => &mut forms.decide,
            CaseStep::Note | CaseStep::Claim | CaseStep::Release | CaseStep::EndLinks => &mut forms.note,
        }
    }

    /// The page of the case with this form on it: refused, or to be changed.
    ///
    /// # Errors
    /// When the case is gone or the database is away.
    pub(super) async fn show(&self, worker: &Worker, form: Form) -> Result<Response, Problem> {
        let mut forms = CaseForms::default();
        *self.place(&mut forms) = form;
        show_again(worker, self.number, forms).await
    }

    /// Answers for what a command refused.
    ///
    /// # Errors
    /// When there is no such case, or the database is away.
    pub(super) async fn refused(
        &self,
        worker: &Worker,
        error: CaseError,
        done: impl FnOnce() -> Response,
    ) -> Result<Response, Problem> {
        match error {
            CaseError::NotFound => Err(Problem::NotFound),
            CaseError::Database(error) => Err(error.into()),
            CaseError::Done => Ok(done()),
            CaseError::Stale => self.late(worker).await,
            CaseError::Rule(Rule::SiteMoved) => {
                let mut tx = worker.begin().await?;
                let head = page::head(&mut tx, self.number, worker.now()).await?.ok_or(Problem::NotFound)?;
                let moved = page::moved_sites(&mut tx, self.number).await?;
                drop(tx);
                let mut form = self.form();
                form.refuse_all(words_of_move(moved, head.clearance.is_some()));
                self.show(worker, form).await
            }
            CaseError::Decision(DecisionRefusal::OrderNeeded) => {
                let mut form = self.form();
                form.refuse("order", why(&error));
                self.show(worker, form).await
            }
            error => {
                let mut form = self.form();
                form.refuse_all(why(&error));
                self.show(worker, form).await
            }
        }
    }

    /// What happened since, and the same form again.
    async fn late(&self, worker: &Worker) -> Result<Response, Problem> {
        let mut tx = worker.begin().await?;
        let head = page::head(&mut tx, self.number, worker.now()).await?.ok_or(Problem::NotFound)?;
        let props = StalePageProps {
            changes: page::changes(&mut tx, head.case_id, self.seen).await?,
            reports: page::reports(&mut tx, head.case_id).await?,
            desk: worker.desk(&mut tx).await?,
            number: self.number,
            seen: Seen { version: head.version, at: worker.now() },
            categories: worker.categories(),
            again: self.again(),
        };
        tx.commit().await?;
        Ok((StatusCode::CONFLICT, render::page(|| StalePage(props))).into_response())
    }

    fn again(&self) -> Again {
        // A decision is looked at again before it is made.
        let is_decision = self.step == CaseStep::Decide;
        let step = if is_decision { CaseStep::Preview } else { self.step };
        let words = if is_decision { "See what everybody is told" } else { self.button };
        let is_text = |name: &str| self.text.is_some_and(|(text, _)| text == name);
        let form =
            self.fields.iter().fold(FormState::new(), |form, (name, value)| form.keep(*name, value.clone()));
        Again {
            to: links::case_step(self.number, step),
            words: words.to_owned(),
            text: self.text.map(|(name, label)| (form.field(name), label.to_owned())),
            kept: self.fields.iter().filter(|(name, _)| !is_text(name)).cloned().collect(),
        }
    }
}

/// Leads on to a case and says what was done.
pub(super) fn on_to(done: Done, number: i64) -> Response {
    done.and_to(&links::case(number))
}

/// A refusal as a sentence.
fn why(error: &CaseError) -> String {
    let sentence = match error {
        CaseError::State(refusal) => {
            return format!("The case is {} and does not allow this.", refusal.state);
        }
        CaseError::Report(refusal) => {
            let (_, word) = words::report_state(refusal.state);
            return format!("The report does not allow this any more; it stands at “{word}”.");
        }
        CaseError::Tier(tier) => {
            return format!("The case lies with: {}. This step is theirs.", words::tier(*tier));
        }
        error => error.to_string(),
    };
    format!("{}.", words::capital(&sentence))
}

/// Where the sites went, and what can be done about the reports that stayed behind. Of a restricted case no owner is ever asked; a limit of an address
/// or a site follows it to another account of ours.
fn words_of_move(sites: Vec<MovedSite>, is_restricted: bool) -> String {
    let is_ours = sites.iter().any(|site| site.now_with.is_some());
    let what_to_do = match (is_restricted, is_ours) {
        (true, true) => {
            "No owner hears of this case, and a limit of every site stays with the account that was reported. Limit the addresses or the whole site: such a limit follows the site."
        }
        (true, false) => "There is nothing left that we could limit. Do not decline this case, refer it.",
        (false, _) => {
            "Report the addresses again, so that their present owner is asked, and decline this case."
        }
    };
    let mut words: Vec<String> = sites.into_iter().map(words_of_one_move).collect();
    words.push(what_to_do.to_owned());
    words.join(" ")
}

fn words_of_one_move(site: MovedSite) -> String {
    let MovedSite { host, from, now_with } = site;
    let host = disarm(&host);
    match now_with {
        Some(account) if account == from => {
            format!("{host} left {from} since it was reported, and came back.")
        }
        Some(account) => format!("{host} is no longer with {from}, but with {account}."),
        None => format!("{host} is no longer with {from}, and with no other account of ours."),
    }
}
