//! Who there is in the demo world. Accounts come by the import, people by invitation, as they would in a real one.

use std::collections::BTreeMap;

use app::components::Zone;
use domain::account::MemberRole;
use domain::password::NewPassword;
use serde_json::json;
use uuid::Uuid;

use super::world::{AccountPlan, MemberPlan, StaffPlan, World};
use super::{DemoError, store};
use crate::access::Person;
use crate::accounts::import::{Mode, Step, import};
use crate::database::{Member, Staff, System};
use crate::identity::invitations::{self, Inviter, NewStaff};
use crate::identity::profile;
use crate::portal::Portal;

/// Everybody, by the key under which the world's file knows them, and the accounts by name.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) accounts: BTreeMap<String, Uuid>,
    pub(super) members: BTreeMap<String, Vec<Member>>,
    pub(super) staff: BTreeMap<String, Staff>,
}

/// The password of a person in the demo world: known to whoever has the portal's key, and to nobody else.
pub(super) fn password(portal: &Portal, email: &str) -> String {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("demo-password:{email}").as_bytes());
    let token = portal.secrets.ticket_token(id).reveal();
    format!("{}-{}-{}-{}", &token[0..4], &token[4..8], &token[8..12], &token[12..16])
}

/// Makes accounts, staff and members.
pub(super) async fn gather(portal: &Portal, world: &World) -> Result<Cast, DemoError> {
    let mut cast = Cast { accounts: accounts(portal, &world.account).await?, ..Cast::default() };
    for plan in &world.staff {
        let staff = hire(portal, plan).await?;
        cast.staff.insert(plan.key.clone(), staff);
    }
    for plan in &world.member {
        let memberships = join(portal, &cast, plan).await?;
        cast.members.insert(plan.key.clone(), memberships);
    }
    Ok(cast)
}

async fn accounts(portal: &Portal, plans: &[AccountPlan]) -> Result<BTreeMap<String, Uuid>, DemoError> {
    let lines: Vec<String> = plans.iter().flat_map(lines).collect();
    let mut refused = None;
    import(portal, lines.join("\n").as_bytes(), Mode::Store, |step| {
        if let Step::Bad { why, .. } = step {
            refused = Some(why.to_string());
        }
    })
    .await
    .map_err(DemoError::other)?;
    if let Some(why) = refused {
        return Err(DemoError::World(why));
    }
    let mut tx = portal.database.begin(&System).await?;
    for zone in plans.iter().flat_map(|plan| &plan.zones) {
        if let Some(service) = &zone.service {
            store::set_service(&mut tx, &ascii(&zone.host), service).await?;
        }
    }
    for plan in plans {
        if let Some(contact) = &plan.contact {
            store::set_contact(&mut tx, &plan.name, contact).await?;
        }
    }
    let accounts = store::accounts(&mut tx).await?;
    tx.commit().await?;
    Ok(accounts)
}

fn lines(plan: &AccountPlan) -> impl Iterator<Item = String> {
    plan.zones.iter().map(|zone| {
        let line = json!({
            "account": plan.name,
            "zone": zone.host,
            "origin_ip": zone.origin,
        });
        line.to_string()
    })
}

fn ascii(host: &str) -> String {
    domain::address::HostName::parse(host).map_or_else(|_| host.to_owned(), |name| name.ascii().to_owned())
}

async fn hire(portal: &Portal, plan: &StaffPlan) -> Result<Staff, DemoError> {
    let now = portal.clock.now();
    let new =
        NewStaff { email: &plan.email, name: &plan.name, role: plan.role, clearances: &plan.clearances };
    let mut tx = portal.database.begin(&System).await?;
    let token = invitations::add_staff(&mut tx, &portal.secrets, new, now).await.map_err(DemoError::other)?;
    tx.commit().await?;
    let token = token.ok_or_else(|| DemoError::World(format!("{} is there already", plan.email)))?;
    let user_id = enter(portal, &token.reveal(), &plan.name, &plan.email).await?;
    settle(portal, user_id, &plan.name, &plan.email, &plan.zone).await?;
    Ok(Staff { user_id, role: plan.role, clearances: plan.clearances.clone(), name: plan.name.clone() })
}

/// The provider invites everybody.
async fn join(portal: &Portal, cast: &Cast, plan: &MemberPlan) -> Result<Vec<Member>, DemoError> {
    let mut memberships = Vec::new();
    for (account, role) in &plan.r#in {
        let account_id = *cast.accounts.get(account).ok_or_else(|| DemoError::World(account.clone()))?;
        let token = invite(portal, plan, account_id, *role).await?;
        let user_id = match memberships.first() {
            None => enter(portal, &token, &plan.name, &plan.email).await?,
            Some(Member { user_id, .. }) => {
                invitations::accept(portal, &token).await.map_err(DemoError::other)?;
                *user_id
            }
        };
        memberships.push(Member { user_id, account_id, role: *role, name: plan.name.clone() });
    }
    if let Some(member) = memberships.first() {
        settle(portal, member.user_id, &plan.name, &plan.email, &plan.zone).await?;
    }
    Ok(memberships)
}

async fn invite(
    portal: &Portal,
    plan: &MemberPlan,
    account_id: Uuid,
    role: MemberRole,
) -> Result<String, DemoError> {
    let by = Inviter { account_id, user_id: None };
    let mut tx = portal.database.begin(&System).await?;
    let invited =
        invitations::invite(&mut tx, &portal.secrets, by, &plan.email, role, portal.clock.now()).await;
    let token = invited.map_err(DemoError::other)?;
    tx.commit().await?;
    Ok(token.reveal())
}

async fn enter(portal: &Portal, token: &str, name: &str, email: &str) -> Result<Uuid, DemoError> {
    let password = NewPassword::parse(&password(portal, email), email).map_err(DemoError::other)?;
    let entered = invitations::accept_new(portal, token, name, &password).await.map_err(DemoError::other)?;
    Ok(entered.user_id)
}

async fn settle(
    portal: &Portal,
    user_id: Uuid,
    name: &str,
    email: &str,
    zone: &str,
) -> Result<(), DemoError> {
    let person = Person {
        user_id,
        email: email.to_owned(),
        name: name.to_owned(),
        zone: Zone::UTC,
        time_zone: "UTC".to_owned(),
        staff: None,
        accounts: Vec::new(),
    };
    Ok(profile::change(portal, &person, name, zone).await?)
}
