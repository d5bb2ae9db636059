//! Who is asking. Every transaction starts from a scope, which sets its database role and settings for that transaction only.

use std::ops::{Deref, DerefMut};

use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::{Database, soon};

/// Somebody with a database role: the row-level policies decide what they see.
pub trait Scope: Send + Sync {
    /// The statement that begins a transaction as this scope, in one round trip. It is built from ids and fixed words alone.
    fn begin(&self) -> String;
}

/// The portal itself: jobs, intake, sign-in, imports.
#[derive(Clone, Copy, Debug)]
pub struct System;

/// Whoever asks without having said who they are: sees which names are a customer's zone, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Anybody;

/// Whoever holds the secret link of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reporter {
    /// The submission the link opens.
    pub submission_id: Uuid,
}

/// A signed-in user in one of their accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user_id: Uuid,
    /// The account they act in.
    pub account_id: Uuid,
    /// What they may do there.
    pub role: MemberRole,
    /// Their name, for the timeline.
    pub name: String,
}

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The user.
    pub user_id: Uuid,
    /// What they do.
    pub role: StaffRole,
    /// What they are cleared for.
    pub clearances: Vec<Clearance>,
    /// Their name, for the timeline.
    pub name: String,
}

impl Scope for System {
    fn begin(&self) -> String {
        "begin; set local role portal_system".into()
    }
}

impl Scope for Anybody {
    fn begin(&self) -> String {
        "begin; set local role portal_anybody".into()
    }
}

impl Scope for Reporter {
    fn begin(&self) -> String {
        format!(
            "begin; set local role portal_reporter; set local portal.submission_id = '{}'",
            self.submission_id
        )
    }
}

impl Scope for Member {
    fn begin(&self) -> String {
        format!(
            "begin; set local role portal_member; set local portal.account_id = '{}'; set local portal.user_id = '{}'",
            self.account_id, self.user_id
        )
    }
}

impl Scope for Staff {
    fn begin(&self) -> String {
        let clearances: Vec<_> = self.clearances.iter().map(|clearance| clearance.as_str()).collect();
        format!(
            "begin; set local role portal_staff; set local portal.user_id = '{}'; set local portal.clearances = '{}'",
            self.user_id,
            clearances.join(",")
        )
    }
}

/// A transaction that knows for whom it runs. A function that takes `&mut Tx<Member>` cannot be called by anybody else.
#[derive(Debug)]
pub struct Tx<'s, S> {
    /// Who is asking.
    pub scope: &'s S,
    inner: Transaction<'static, Postgres>,
}

impl Database {
    /// Begins a transaction as `scope`. It begins in a task of its own: when a visitor goes away in the middle of it, sqlx would
    /// return a connection to the pool that is still somebody, in a transaction it knows nothing of.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin<'s, S: Scope>(&self, scope: &'s S) -> sqlx::Result<Tx<'s, S>> {
        let (pool, statement) = (self.pool().clone(), AssertSqlSafe(scope.begin()));
        let begun = tokio::spawn(async move { pool.begin_with(statement).await });
        let begun = async { begun.await.map_err(|_| sqlx::Error::WorkerCrashed)? };
        Ok(Tx { scope, inner: soon(begun).await? })
    }
}

impl<S> Tx<'_, S> {
    /// Makes everything done so far last.
    ///
    /// # Errors
    /// When the database is away or a deferred constraint fails.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.inner.commit().await
    }
}

impl<S> Deref for Tx<'_, S> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl<S> DerefMut for Tx<'_, S> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
