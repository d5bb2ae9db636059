//! Rows as columns, the way one statement takes many of them.

use std::collections::HashMap;

use domain::account::Actor;
use domain::answers::Answers;
use domain::category::{Category, Clearance};
use domain::disclosure::{Disclosure, Disclosures};
use domain::field::Field;
use domain::reference::Reference;
use domain::timeline::Happening;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::bundle::Bundle;
use super::judge::{Judged, Outcome, url_hash};
use super::{LINK_LIFE, Rules, Submission};
use crate::ids;
use crate::reports::ReportKey;
use crate::secrets::{Token, digest};

/// A submission's own row.
#[derive(Debug)]
pub(super) struct Sent<'s> {
    pub(super) submission_id: Uuid,
    pub(super) reference: &'s Reference,
    pub(super) idempotency_hash: Vec<u8>,
    pub(super) content_hash: Vec<u8>,
    pub(super) category: Category,
    pub(super) allegation: &'s str,
    pub(super) details: Value,
    pub(super) source: &'static str,
    pub(super) policy_version: &'s str,
    pub(super) reporter_key: Option<Vec<u8>>,
    pub(super) line_count: i32,
    pub(super) clearance: Option<Clearance>,
    pub(super) now: Timestamp,
}

impl<'s> Sent<'s> {
    pub(super) fn new(
        rules: &'s Rules,
        submission: &'s Submission,
        reference: &'s Reference,
        lines: &[Judged],
    ) -> Self {
        Self {
            submission_id: ids::at(rules.now),
            reference,
            idempotency_hash: digest(&submission.key),
            content_hash: content_hash(submission),
            category: submission.category,
            allegation: submission.answers.allegation(),
            details: Value::Object(map(submission.answers.details())),
            source: if lines.len() > 1 { "list" } else { "form" },
            policy_version: &rules.policy.version,
            reporter_key: submission.answers.email().map(|email| rules.secrets.reporter_key(email)),
            line_count: number(lines.len()),
            clearance: rules.policy.of(submission.category).clearance,
            now: rules.now,
        }
    }
}

/// The same for the same answers, choices and lines, under whatever key they are sent.
fn content_hash(submission: &Submission) -> Vec<u8> {
    let Submission { category, answers, disclosures, list, .. } = submission;
    let told = [disclosures.owner, disclosures.host, disclosures.ncmec].map(Disclosure::as_str);
    let lines: Vec<&str> = list.lines.iter().map(|line| line.raw.as_str()).collect();
    digest(&json!([category.as_str(), map(answers.iter()), told, lines]).to_string())
}

/// Who reported, and the link.
#[derive(Debug)]
pub(super) struct Reporter<'s> {
    pub(super) submission_id: Uuid,
    pub(super) name: Option<&'s str>,
    pub(super) email: Option<&'s str>,
    pub(super) company: Option<&'s str>,
    pub(super) telephone: Option<&'s str>,
    pub(super) country: Option<&'s str>,
    pub(super) contact: Value,
    pub(super) tell: Disclosures,
    pub(super) clearance: Option<Clearance>,
    pub(super) link_hash: Vec<u8>,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl<'s> Reporter<'s> {
    pub(super) fn new(sent: &Sent<'_>, submission: &'s Submission, token: &Token) -> Self {
        let Submission { answers, disclosures, .. } = submission;
        Self {
            submission_id: sent.submission_id,
            name: answers.name(),
            email: answers.email(),
            company: answers.get(Field::Company),
            telephone: answers.get(Field::Telephone),
            country: answers.get(Field::Country),
            contact: Value::Object(map(contact(answers))),
            tell: *disclosures,
            clearance: sent.clearance,
            link_hash: token.hash(),
            created_at: sent.now,
            expires_at: sent.now + LINK_LIFE,
        }
    }
}

/// What a legal notice says of its sender, beyond what has a column of its own.
pub(super) fn contact(answers: &Answers) -> impl Iterator<Item = (Field, &str)> {
    let kept = [Field::Address1, Field::City, Field::State, Field::AgentName, Field::Agree, Field::Signature];
    answers.iter().filter(move |(field, _)| kept.contains(field))
}

/// Answers under the names of their fields.
pub(super) fn map<'a>(answers: impl Iterator<Item = (Field, &'a str)>) -> Map<String, Value> {
    answers.map(|(field, answer)| (field.as_str().to_owned(), Value::from(answer))).collect()
}

/// The addresses of reports.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    pub(super) account_ids: Vec<Uuid>,
    pub(super) report_ids: Vec<Uuid>,
    pub(super) address_ids: Vec<Uuid>,
    pub(super) zone_ids: Vec<Uuid>,
    pub(super) urls: Vec<String>,
    pub(super) url_hashes: Vec<Vec<u8>>,
    pub(super) hosts: Vec<String>,
    pub(super) line_numbers: Vec<i32>,
}

impl Addresses {
    pub(super) fn new(bundles: &[Bundle<'_>], now: Timestamp) -> Self {
        let mut rows = Self::default();
        for bundle in bundles {
            for found in &bundle.found {
                rows.account_ids.push(bundle.key.account_id);
                rows.report_ids.push(bundle.key.report_id);
                rows.address_ids.push(ids::at(now));
                rows.zone_ids.push(found.zone.zone_id);
                rows.urls.push(found.url.as_str().to_owned());
                rows.url_hashes.push(url_hash(found.url));
                rows.hosts.push(found.url.host().to_string());
                rows.line_numbers.push(number(found.number));
            }
        }
        rows
    }
}

/// Events of reports.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) account_ids: Vec<Uuid>,
    pub(super) report_ids: Vec<Uuid>,
    pub(super) event_ids: Vec<Uuid>,
    pub(super) versions: Vec<i32>,
    pub(super) kinds: Vec<String>,
    pub(super) details: Vec<Value>,
    pub(super) actors: Vec<String>,
    pub(super) to_reporter: Vec<bool>,
    pub(super) to_owner: Vec<bool>,
}

impl Events {
    pub(super) fn push(
        &mut self,
        key: ReportKey,
        version: i32,
        (actor, happening): (Actor, &Happening),
        now: Timestamp,
    ) -> sqlx::Result<()> {
        let detail = serde_json::to_value(happening).map_err(|error| sqlx::Error::Encode(error.into()))?;
        self.account_ids.push(key.account_id);
        self.report_ids.push(key.report_id);
        self.event_ids.push(ids::at(now));
        self.versions.push(version);
        self.kinds.push(happening.kind().to_owned());
        self.details.push(detail);
        self.actors.push(actor.as_str().to_owned());
        self.to_reporter.push(happening.is_for_reporter());
        self.to_owner.push(happening.is_for_owner());
        Ok(())
    }
}

/// The lines of a submission.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) numbers: Vec<i32>,
    pub(super) raws: Vec<String>,
    pub(super) urls: Vec<Option<String>>,
    pub(super) url_hashes: Vec<Option<Vec<u8>>>,
    pub(super) outcomes: Vec<String>,
    pub(super) reasons: Vec<Option<String>>,
    pub(super) repeats: Vec<Option<i32>>,
    pub(super) account_ids: Vec<Option<Uuid>>,
    pub(super) report_ids: Vec<Option<Uuid>>,
}

impl Lines {
    /// The rows of these lines, those that are accepted with their report.
    pub(super) fn new(lines: &[Judged], bundles: &[Bundle<'_>]) -> sqlx::Result<Self> {
        let keys: HashMap<Uuid, ReportKey> =
            bundles.iter().map(|bundle| (bundle.key.account_id, bundle.key)).collect();
        let mut rows = Self::default();
        for line in lines {
            let key = match &line.outcome {
                Outcome::Accepted(zone) => keys.get(&zone.account_id).copied(),
                _ => None,
            };
            rows.push(line, key)?;
        }
        Ok(rows)
    }

    fn push(&mut self, line: &Judged, key: Option<ReportKey>) -> sqlx::Result<()> {
        let (outcome, reason, repeat_of) = words(&line.outcome)?;
        self.numbers.push(number(line.number));
        self.raws.push(line.raw.clone());
        self.urls.push(line.url.as_ref().map(|url| url.as_str().to_owned()));
        self.url_hashes.push(line.url.as_ref().map(url_hash));
        self.outcomes.push(outcome.to_owned());
        self.reasons.push(reason);
        self.repeats.push(repeat_of.map(number));
        self.account_ids.push(key.map(|key| key.account_id));
        self.report_ids.push(key.map(|key| key.report_id));
        Ok(())
    }
}

/// How an outcome is kept: its word, the reason of a line without an address, and the line it repeats.
fn words(outcome: &Outcome) -> sqlx::Result<(&'static str, Option<String>, Option<usize>)> {
    Ok(match outcome {
        Outcome::Accepted(_) => ("accepted", None, None),
        Outcome::RepeatOf(first) => ("repeated", None, Some(*first)),
        Outcome::NotOurs => ("not_ours", None, None),
        Outcome::NotAnAddress(reason) => {
            let reason = serde_json::to_string(reason).map_err(|error| sqlx::Error::Encode(error.into()))?;
            ("not_an_address", Some(reason), None)
        }
    })
}

pub(super) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
