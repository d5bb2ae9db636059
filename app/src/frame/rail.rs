//! What stands in the rail, for a customer and for staff.

use domain::case::View;
use uuid::Uuid;

use crate::components::Symbol;
use crate::links::{self, Href};

/// The rail of one signed-in page.
#[derive(Clone, Debug)]
pub struct Rail {
    /// Where the brand leads.
    pub home: Href,
    /// The account one is in, and the others.
    pub switcher: Option<Switcher>,
    /// The entries in their groups.
    pub sections: Vec<RailSection>,
    /// Who is signed in.
    pub person: String,
    /// As what.
    pub role: String,
}

/// Where somebody belongs, for pages that belong to no account and no queue.
#[derive(Clone, Debug)]
pub struct PersonRail {
    /// Who is signed in.
    pub person: String,
    /// Their role on staff, as a word; nothing for customers.
    pub staff_role: Option<&'static str>,
    /// Whether they belong to an account.
    pub has_accounts: bool,
}

impl From<PersonRail> for Rail {
    fn from(rail: PersonRail) -> Self {
        let PersonRail { person, staff_role, has_accounts } = rail;
        let entry =
            |symbol, word, to| RailEntry { symbol, word, to, count: None, urgent: false, current: false };
        let desk = staff_role.map(|_| entry(Symbol::Chart, "Dashboard", links::staff()));
        let accounts = (has_accounts || desk.is_none())
            .then(|| entry(Symbol::House, "Your accounts", links::accounts()));
        let home = if desk.is_some() { links::staff() } else { links::accounts() };
        let entries = desk.into_iter().chain(accounts).collect();
        let role = staff_role.unwrap_or("Site owner").to_owned();
        Self { home, switcher: None, sections: vec![RailSection { title: None, entries }], person, role }
    }
}

/// The account one is in, and the others one may go to.
#[derive(Clone, Debug)]
pub struct Switcher {
    /// The name of the account.
    pub current: String,
    /// The other accounts.
    pub others: Vec<AccountName>,
}

/// An account to go to.
#[derive(Clone, Debug)]
pub struct AccountName {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A group of entries.
#[derive(Clone, Debug)]
pub struct RailSection {
    /// What the group is called, unless it is the first.
    pub title: Option<&'static str>,
    /// The entries.
    pub entries: Vec<RailEntry>,
}

/// One way to go.
#[derive(Clone, Debug)]
pub struct RailEntry {
    /// Its icon.
    pub symbol: Symbol,
    /// Its word.
    pub word: &'static str,
    /// Where it leads.
    pub to: Href,
    /// How much waits there.
    pub count: Option<u64>,
    /// Whether some of it cannot wait.
    pub urgent: bool,
    /// Whether one is there.
    pub current: bool,
}

/// What a customer's rail is made from.
#[derive(Clone, Debug)]
pub struct CustomerRail {
    /// The account one is in.
    pub account: AccountName,
    /// The other accounts one belongs to.
    pub others: Vec<AccountName>,
    /// Who is signed in.
    pub person: String,
    /// Their role in the account, as a word.
    pub role: String,
    /// How many reports need an answer.
    pub unanswered: u64,
    /// Where one is.
    pub place: Option<CustomerPlace>,
}

/// Where a customer's page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerPlace {
    /// The overview.
    Overview,
    /// The reports, or one of them.
    Reports,
    /// The zones.
    Zones,
    /// The members.
    Members,
    /// Where letters go.
    Contacts,
}

impl From<CustomerRail> for Rail {
    fn from(rail: CustomerRail) -> Self {
        let CustomerRail { account, others, person, role, unanswered, place } = rail;
        let id = account.id;
        let entry = |symbol, word, to, is| RailEntry {
            symbol,
            word,
            to,
            count: None,
            urgent: false,
            current: place == Some(is),
        };
        let reports = entry(Symbol::Inbox, "Reports", links::account_reports(id), CustomerPlace::Reports);
        let entries = vec![
            entry(Symbol::House, "Overview", links::account(id), CustomerPlace::Overview),
            RailEntry { count: (unanswered > 0).then_some(unanswered), urgent: true, ..reports },
            entry(Symbol::Globe, "Sites", links::account_zones(id), CustomerPlace::Zones),
            entry(Symbol::People, "Members", links::account_members(id), CustomerPlace::Members),
            entry(Symbol::Sliders, "Contacts", links::account_contacts(id), CustomerPlace::Contacts),
        ];
        Self {
            home: links::account(id),
            switcher: Some(Switcher { current: account.name, others }),
            sections: vec![RailSection { title: None, entries }],
            person,
            role,
        }
    }
}

/// The name of one of staff's queues.
#[must_use]
pub fn queue_title(view: View) -> &'static str {
    match view {
        View::New => "New",
        View::DueSoon => "Due soon",
        View::Overdue => "Overdue",
        View::Answered => "Owner answered",
        View::Returned => "Reporter came back",
        View::Escalated => "Escalated",
        View::Mine => "Mine",
        View::All => "All",
    }
}

fn queue_symbol(view: View) -> Symbol {
    match view {
        View::New => Symbol::Inbox,
        View::DueSoon => Symbol::Clock,
        View::Overdue => Symbol::Alarm,
        View::Answered => Symbol::Speech,
        View::Returned => Symbol::Undo,
        View::Escalated => Symbol::Up,
        View::Mine => Symbol::Person,
        View::All => Symbol::Filter,
    }
}

/// What staff's rail is made from.
#[derive(Clone, Debug)]
pub struct StaffRail {
    /// Who is signed in.
    pub person: String,
    /// Their role, as a word.
    pub role: String,
    /// How many cases are in each queue. A queue without a number shows none.
    pub counts: Vec<(View, u64)>,
    /// How many restricted cases are open, for those who are cleared. Others do not learn that there are any.
    pub restricted: Option<u64>,
    /// Where one is.
    pub place: Option<StaffPlace>,
}

/// Where a staff page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffPlace {
    /// The dashboard.
    Dashboard,
    /// A queue, or a case opened from it.
    Queue(View),
    /// The restricted cases.
    Restricted,
}

impl From<StaffRail> for Rail {
    fn from(rail: StaffRail) -> Self {
        let dashboard = rail.entry(Symbol::Chart, "Dashboard", links::staff(), StaffPlace::Dashboard);
        let queues = View::ALL.iter().map(|view| rail.queue(*view)).collect();
        let mut sections = vec![
            RailSection { title: None, entries: vec![dashboard] },
            RailSection { title: Some("Queues"), entries: queues },
        ];
        if rail.restricted.is_some() {
            let entry =
                rail.entry(Symbol::Lock, "Child safety", links::restricted_cases(), StaffPlace::Restricted);
            let entries = vec![RailEntry { count: rail.restricted, ..entry }];
            sections.push(RailSection { title: Some("Restricted"), entries });
        }
        Self { home: links::staff(), switcher: None, sections, person: rail.person, role: rail.role }
    }
}

impl StaffRail {
    fn entry(&self, symbol: Symbol, word: &'static str, to: Href, is: StaffPlace) -> RailEntry {
        RailEntry { symbol, word, to, count: None, urgent: false, current: self.place == Some(is) }
    }

    fn queue(&self, view: View) -> RailEntry {
        let count = self.counts.iter().find(|(of, _)| *of == view).map(|(_, count)| *count);
        let urgent = view == View::Overdue && count.unwrap_or_default() > 0;
        let entry =
            self.entry(queue_symbol(view), queue_title(view), links::queue(view), StaffPlace::Queue(view));
        RailEntry { count, urgent, ..entry }
    }
}
