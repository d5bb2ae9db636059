//! Saying what became of a referral, from the page of its case or from the list of those that wait.

use app::links::CaseStep;
use app::pages::staff::case::Form;
use axum::response::Response;
use domain::referral::ReferralState;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::Worker;
use super::outcome::{Sent, on_to, seen};
use super::steps::text;
use crate::http::{Done, Form as Posted, Path, Problem};
use crate::referrals::{self, Outcome, Settled};

/// The longest name or reference (characters).
const LONGEST: usize = 200;

/// What was typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    version: i32,
    read_at: i64,
    referral: Uuid,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    with: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    note: String,
}

impl Typed {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("referral", self.referral.to_string()),
            ("outcome", self.outcome.clone()),
            ("on", self.on.clone()),
            ("with", self.with.clone()),
            ("reference", self.reference.clone()),
            ("note", self.note.clone()),
        ]
    }

    /// What is said of the referral; what is wrong with it stands in the form.
    fn read(&self, form: &mut Form, today: Date) -> Option<Settled> {
        let outcome = match self.outcome.parse() {
            Ok(ReferralState::Filed) => self.filed(form, today),
            Ok(ReferralState::Failed) => Some(Outcome::Failed),
            _ => {
                form.refuse("outcome", "Choose what became of it.");
                None
            }
        };
        let note = text(form, "note", &self.note, outcome == Some(Outcome::Failed));
        let outcome = outcome.filter(|_| form.is_valid())?;
        Some(Settled { referral_id: self.referral, outcome, note })
    }

    fn filed(&self, form: &mut Form, today: Date) -> Option<Outcome> {
        let (with, reference) = (line(form, "with", &self.with), line(form, "reference", &self.reference));
        if with.is_empty() {
            form.refuse("with", "Name who it was filed with.");
        }
        let on = self.on.trim().parse::<Date>().ok().filter(|on| *on <= today);
        if on.is_none() {
            form.refuse("on", "Give the day as year, month and day, such as 2026-03-02, and none to come.");
        }
        Some(Outcome::Filed { with, on: on?, reference })
    }
}

fn line(form: &mut Form, field: &'static str, typed: &str) -> String {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        form.refuse(field, "Shorten this to 200 characters.");
    }
    line
}

/// Keeps what became of a referral.
pub(crate) async fn settle(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let seen = seen(typed.version, typed.read_at)?;
    let text_field = Some(("note", "Note"));
    let sent = Sent {
        number,
        step: CaseStep::Referral,
        seen,
        fields: typed.fields(),
        text: text_field,
        button: "Save",
    };
    let mut form = sent.form();
    let today = worker.reader.zone.at(worker.now()).date();
    let Some(settled) = typed.read(&mut form, today) else { return sent.show(&worker, form).await };
    let done = match settled.outcome {
        Outcome::Filed { .. } => Done::ReferralFiled,
        Outcome::Failed => Done::ReferralFailed,
    };
    let mut tx = worker.begin().await?;
    match referrals::settle(&mut tx, number, seen, settled, worker.now()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(on_to(done, number))
        }
        Err(error) => {
            drop(tx);
            sent.refused(&worker, error, || on_to(done, number)).await
        }
    }
}
