//! Jobs that the queue gave up on: leads see them and start them again.

use app::pages::staff::stuck::{GaveUp, Why};
use domain::account::Actor;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::json;

use crate::audit;
use crate::database::{Staff, Tx};

/// How many jobs the dashboard shows.
pub const SHOWN: usize = 50;

/// The last jobs that gave up, of those that the asker may see; none for anybody but a lead.
///
/// # Errors
/// When the database is away.
pub async fn gave_up(tx: &mut Tx<'_, Staff>) -> sqlx::Result<Vec<GaveUp>> {
    let rows = sqlx::query!(
        r#"select job_id as "job_id!", task as "task!", since as "since!", last_error, case_number, reference
           from portal.jobs_given_up($1)"#,
        i32::try_from(SHOWN).unwrap_or(i32::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let jobs = rows.into_iter().map(|row| GaveUp {
        job_id: row.job_id,
        task: row.task,
        why: why(row.last_error.as_deref().unwrap_or_default()),
        since: row.since.to_jiff(),
        case_number: row.case_number,
        reference: row.reference,
    });
    Ok(jobs.collect())
}

/// Starts jobs that gave up again, from their first attempt; says how many of them the asker could start. A letter that could not be
/// sent is sent anew.
///
/// # Errors
/// When the database is away.
pub async fn try_again(tx: &mut Tx<'_, Staff>, jobs: &[i64], now: Timestamp) -> sqlx::Result<usize> {
    let started = sqlx::query!(
        r#"select job_id as "job_id!", task as "task!", case_number, reference, account_id
           from portal.try_jobs_again($1, $2)"#,
        jobs,
        now.to_sqlx(),
    )
    .fetch_all(&mut **tx)
    .await?;
    for job in &started {
        let line = audit::Line {
            at: now,
            actor: Actor::Staff,
            actor_id: Some(tx.scope.user_id),
            action: "jobs.try_again",
            account_id: job.account_id,
            subject: format!("job {}", job.job_id),
            detail: json!({ "task": job.task, "case": job.case_number, "reference": job.reference }),
        };
        audit::write(tx, line).await?;
    }
    Ok(started.len())
}

/// The kind of an error as the queue keeps it. Its words may quote what people wrote, so none of them are shown.
fn why(error: &str) -> Why {
    let code =
        error.split_once("the mail server answered ").and_then(|(_, code)| code.get(..3)?.parse().ok());
    if let Some(code) = code {
        return Why::MailRefused(code);
    }
    let kinds = [
        ("the letter could not be handed over", Why::MailAway),
        ("error returned from database", Why::DatabaseRefused),
        ("error communicating with database", Why::DatabaseAway),
        ("pool timed out", Why::DatabaseAway),
        ("its fields cannot be understood", Why::NotUnderstood),
    ];
    kinds.into_iter().find(|(words, _)| error.contains(words)).map_or(Why::Other, |(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_by_its_kind_alone() {
        assert_eq!(why("letter 0193: the mail server answered 550"), Why::MailRefused(550));
        assert_eq!(why("letter 0193: the letter could not be handed over"), Why::MailAway);
        assert_eq!(why("pool timed out while waiting for an open connection"), Why::DatabaseAway);
        let refused = "error returned from database: invalid input syntax: \"ann@reporter.example\"";
        assert_eq!(why(refused), Why::DatabaseRefused);
        assert_eq!(why("ann@reporter.example"), Why::Other);
    }
}
