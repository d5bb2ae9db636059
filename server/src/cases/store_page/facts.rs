//! What is known beyond a case itself.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use super::sites::sites;
use crate::cases::page::{
    Account, Alike, Decided, Facts, Filed, Head, Likeness, Limit, Limits, Referral, Wanted,
};
use crate::database::word::{word, word_or_none};
use crate::database::{Staff, Tx};

#[derive(Debug, Deserialize)]
struct ReadLimit {
    mitigation_id: Uuid,
    scope: String,
    target: String,
    since: Timestamp,
    number: i64,
}

impl ReadLimit {
    fn limit(self) -> sqlx::Result<Limit> {
        let Self { mitigation_id, scope, target, since, number } = self;
        Ok(Limit { mitigation_id, scope: word(&scope)?, target, since, case: number })
    }
}

#[derive(Debug, Deserialize)]
struct ReadDecision {
    kind: String,
    reason_code: Option<String>,
    scope: Option<String>,
    order_reference: Option<String>,
    policy_version: String,
    decided_at: Timestamp,
    name: String,
}

impl ReadDecision {
    fn decided(self) -> sqlx::Result<Decided> {
        Ok(Decided {
            kind: word(&self.kind)?,
            code: word_or_none(self.reason_code.as_deref())?,
            scope: word_or_none(self.scope.as_deref())?,
            order: self.order_reference,
            policy: self.policy_version,
            at: self.decided_at,
            by: self.name,
        })
    }
}

#[derive(Debug, Deserialize)]
struct ReadAlike {
    number: i64,
    title: String,
    rank: i16,
}

#[derive(Debug, Deserialize)]
struct ReadReferral {
    referral_id: Uuid,
    kind: String,
    state: String,
    created_at: Timestamp,
    filed_on: Option<Date>,
    filed_with: Option<String>,
    filed_reference: Option<String>,
    note: Option<String>,
}

impl ReadReferral {
    fn referral(self) -> sqlx::Result<Referral> {
        let filed = self.filed_on.zip(self.filed_with);
        Ok(Referral {
            referral_id: self.referral_id,
            to: word(&self.kind)?,
            state: word(&self.state)?,
            since: self.created_at,
            filed: filed.map(|(on, with)| Filed { on, with, reference: self.filed_reference }),
            note: self.note,
        })
    }
}

/// The accounts that the reports of a case are about, by name, and how those about each ended.
pub(crate) async fn accounts(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Account>> {
    sqlx::query_as!(
        Account,
        r#"select k.account_id, k.name,
             (select count(*) from (select from reports where account_id = k.account_id and state in ('warned', 'limited') limit 100) n) as "confirmed!",
             (select count(*) from (select from reports where account_id = k.account_id and state = 'declined' limit 100) n) as "unfounded!"
           from accounts k
           where k.account_id = any (array(select r.account_id from reports r where r.case_id = $1))
           order by k.name, k.account_id"#,
        case_id,
    )
    .fetch_all(&mut **tx)
    .await
}

/// What is known beyond the case itself.
pub(crate) async fn facts(tx: &mut Tx<'_, Staff>, head: &Head, limits: Wanted) -> sqlx::Result<Facts> {
    let accounts = accounts(tx, head.case_id).await?;
    let account_ids: Vec<Uuid> = accounts.iter().map(|account| account.account_id).collect();
    let row = sqlx::query!(
        r#"select
             coalesce((select json_agg(m order by m.is_wanted desc, m.since desc, m.mitigation_id) from (
               select m.mitigation_id, m.scope, m.target, m.since, $6::bigint as number,
                 m.mitigation_id = any ($4) as is_wanted
               from mitigations m
               where m.state = 'active' and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               order by is_wanted desc, m.since desc, m.mitigation_id
               limit $7
               offset $5
             ) m), '[]') as "limits!: Json<Vec<ReadLimit>>",
             (select count(*)
               from mitigations m
               where m.state = 'active' and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             ) as "limit_count!",
             coalesce((select json_agg(m order by m.since desc, m.mitigation_id) from (
               select m.mitigation_id, m.scope, m.target, m.since, coalesce(i.number, c.number) as number
               from (
                 select m.mitigation_id, m.scope, m.target, m.since, m.case_id
                 from unnest($2::uuid[]) k (account_id)
                 cross join lateral (
                   select m.mitigation_id, m.scope, m.target, m.since, m.case_id
                   from mitigations m
                   where m.state = 'active' and m.account_id = k.account_id
                     and m.case_id <> all (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
                   order by m.since desc
                   limit $7
                 ) m
                 order by m.since desc
                 limit $7
               ) m
               join cases c on c.case_id = m.case_id
               left join cases i on i.case_id = c.joined_into
             ) m), '[]') as "others!: Json<Vec<ReadLimit>>",
             coalesce((select json_agg(d order by d.decided_at desc, d.decision_id desc) from (
               select d.decision_id, d.kind, d.reason_code, d.scope, d.order_reference, d.policy_version, d.decided_at, u.name
               from decisions d
               join users u on u.user_id = d.decided_by
               where d.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               order by d.decided_at desc, d.decision_id desc
               limit 50
             ) d), '[]') as "decisions!: Json<Vec<ReadDecision>>",
             coalesce((select json_agg(o order by o.rank, o.opened_at desc, o.case_id desc) from (
               select distinct on (o.case_id) o.number, o.title, o.rank, o.opened_at, o.case_id
               from (
                 (select o.number, o.title, 0 as rank, o.opened_at, o.case_id
                 from cases o
                 where o.state = 'open' and o.host = $3 and $3 <> ''
                 order by o.due_at, o.case_id
                 limit 6)
                 union all
                 (select o.number, o.title, 1, o.opened_at, o.case_id
                 from (
                   select distinct s.reporter_key
                   from (select submission_id from reports where case_id = $1 limit 20) r
                   join submissions s on s.submission_id = r.submission_id
                   where s.reporter_key is not null
                 ) k
                 cross join lateral (
                   select t.submission_id
                   from submissions t
                   where t.reporter_key = k.reporter_key
                   order by t.received_at desc
                   limit 20
                 ) t
                 join reports q on q.submission_id = t.submission_id
                 join cases o on o.case_id = q.case_id and o.case_id <> $1 and o.state = 'open'
                 limit 40)
                 union all
                 (select o.number, o.title, 2, o.opened_at, o.case_id
                 from unnest($2::uuid[]) k (account_id)
                 cross join lateral (
                   select o.number, o.title, o.category, o.opened_at, o.case_id
                   from cases o
                   where o.state = 'open' and o.account_id = k.account_id
                   order by o.due_at, o.case_id
                   limit 20
                 ) o
                 where o.category = $8
                 limit 6)
               ) o
               where o.case_id <> $1
               order by o.case_id, o.rank
             ) o), '[]') as "alike!: Json<Vec<ReadAlike>>",
             coalesce((select json_agg(f order by f.created_at) from (
               select f.referral_id, f.kind, f.state, f.created_at, f.filed_on, f.filed_with, f.filed_reference, f.note
               from referrals f
               where f.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             ) f), '[]') as "referrals!: Json<Vec<ReadReferral>>""#,
        head.case_id,
        &account_ids,
        head.host,
        &limits.first,
        i64::from(limits.from),
        head.number,
        i64::from(Limits::SHOWN),
        head.category.as_str(),
    )
    .fetch_one(&mut **tx)
    .await?;
    let alike = |ReadAlike { number, title, rank }| Alike {
        number,
        title,
        why: match rank {
            0 => Likeness::Host,
            1 => Likeness::Reporter,
            _ => Likeness::Account,
        },
    };
    Ok(Facts {
        accounts,
        sites: sites(tx, head.case_id).await?,
        limits: Limits {
            shown: row.limits.0.into_iter().map(ReadLimit::limit).collect::<sqlx::Result<_>>()?,
            from: limits.from,
            count: u32::try_from(row.limit_count).unwrap_or(u32::MAX),
        },
        others: row.others.0.into_iter().map(ReadLimit::limit).collect::<sqlx::Result<_>>()?,
        decisions: row.decisions.0.into_iter().map(ReadDecision::decided).collect::<sqlx::Result<_>>()?,
        alike: row.alike.0.into_iter().take(8).map(alike).collect(),
        referrals: row.referrals.0.into_iter().map(ReadReferral::referral).collect::<sqlx::Result<_>>()?,
    })
}
