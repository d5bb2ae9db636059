//! People and accounts, put into the database as they are.

use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use server::database::{Member, Staff, System};
use server::identity::sessions;
use server::ids;
use tower_sessions::session::Id;
use uuid::Uuid;

use super::{Client, TestApp};

impl TestApp {
    /// An account of that name.
    pub async fn account(&self, name: &str) -> Uuid {
        let account_id = ids::at(self.now());
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query(
            "insert into accounts (account_id, external_id, name, created_at) values ($1, $2, $3, $4)",
        )
        .bind(account_id)
        .bind(name)
        .bind(name)
        .bind(self.now().to_sqlx())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        account_id
    }

    /// A zone of an account, active for a year already.
    pub async fn zone(&self, account_id: Uuid, host: &str) -> Uuid {
        let zone_id = ids::at(self.now());
        let since = self.now() - SignedDuration::from_hours(365 * 24);
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query("insert into zones (account_id, zone_id, host, active_from) values ($1, $2, $3, $4)")
            .bind(account_id)
            .bind(zone_id)
            .bind(host)
            .bind(since.to_sqlx())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        zone_id
    }

    /// The number of the case that was opened first.
    pub async fn first_case(&self) -> i64 {
        let mut connection = self.all_seeing().await;
        sqlx::query_scalar("select number from cases order by opened_at, case_id limit 1")
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    /// A user without a password.
    pub async fn user(&self, email: &str) -> Uuid {
        let user_id = ids::at(self.now());
        let name = email.split('@').next().unwrap();
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query("insert into users (user_id, email, name, created_at) values ($1, $2, $3, $4)")
            .bind(user_id)
            .bind(email)
            .bind(name)
            .bind(self.now().to_sqlx())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        user_id
    }

    /// Gives a user a password.
    pub async fn password(&self, user_id: Uuid, password: &str) {
        let hash = self.portal.passwords.hash(password.to_owned()).await.unwrap();
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        let set =
            sqlx::query("update users set password_hash = $2 where user_id = $1").bind(user_id).bind(hash);
        set.execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Makes a user a member of an account.
    pub async fn join(&self, account_id: Uuid, user_id: Uuid, role: MemberRole) -> Member {
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query("insert into members (account_id, user_id, role, joined_at) values ($1, $2, $3, $4)")
            .bind(account_id)
            .bind(user_id)
            .bind(role.as_str())
            .bind(self.now().to_sqlx())
            .execute(&mut *tx)
            .await
            .unwrap();
        let name = sqlx::query_scalar("select name from users where user_id = $1").bind(user_id);
        let name: String = name.fetch_one(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        Member { user_id, account_id, role, name }
    }

    /// A member of an account, with a user of their own.
    pub async fn member(&self, account_id: Uuid, email: &str, role: MemberRole) -> Member {
        let user_id = self.user(email).await;
        self.join(account_id, user_id, role).await
    }

    /// A member of staff.
    pub async fn staff(&self, email: &str, role: StaffRole, clearances: &[Clearance]) -> Staff {
        let user_id = self.user(email).await;
        let words: Vec<_> = clearances.iter().map(|clearance| clearance.as_str()).collect();
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query("insert into staff (user_id, role, clearances, joined_at) values ($1, $2, $3, $4)")
            .bind(user_id)
            .bind(role.as_str())
            .bind(words)
            .bind(self.now().to_sqlx())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let name = email.split('@').next().unwrap().to_owned();
        Staff { user_id, role, clearances: clearances.to_vec(), name }
    }

    /// A browser in which somebody is signed in already.
    pub async fn signed_in(&self, user_id: Uuid) -> Client {
        let id = Id::default();
        let ends = self.now() + SignedDuration::from_hours(12);
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        sqlx::query(
            "insert into sessions (session_hash, user_id, record, created_at, seen_at, expires_at)
             values ($1, $2, '{}', $3, $3, $4)",
        )
        .bind(sessions::hash(&id))
        .bind(user_id)
        .bind(self.now().to_sqlx())
        .bind(ends.to_sqlx())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let mut browser = self.browser();
        browser.carry("__Host-session", &id.to_string());
        browser
    }
}
