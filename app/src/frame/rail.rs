//! What stands in the rail, for a customer and for staff.

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

/// Staff's views of the open cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Those one has claimed.
    Mine,
    /// Nobody has claimed them yet.
    New,
    /// Due within the next hours.
    DueSoon,
    /// Past their deadline.
    Overdue,
    /// The customer has answered.
    Answered,
    /// Escalated to a tier.
    Escalated,
    /// All that are open.
    All,
    /// Child safety, for cleared staff.
    ChildSafety,
}

impl Queue {
    /// Those that anyone on staff sees, in the order of the rail.
    pub const OPEN: [Self; 7] =
        [Self::Mine, Self::New, Self::DueSoon, Self::Overdue, Self::Answered, Self::Escalated, Self::All];

    /// Its word in a URL.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::New => "new",
            Self::DueSoon => "due-soon",
            Self::Overdue => "overdue",
            Self::Answered => "answered",
            Self::Escalated => "escalated",
            Self::All => "all",
            Self::ChildSafety => "child-safety",
        }
    }

    /// The queue of a word in a URL.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::OPEN.into_iter().chain([Self::ChildSafety]).find(|queue| queue.key() == key)
    }

    /// Its name on the page.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Mine => "Mine",
            Self::New => "New",
            Self::DueSoon => "Due soon",
            Self::Overdue => "Overdue",
            Self::Answered => "Customer answered",
            Self::Escalated => "Escalated",
            Self::All => "All open",
            Self::ChildSafety => "Child safety",
        }
    }

    /// Its page.
    #[must_use]
    pub fn link(self) -> Href {
        links::cases().with("queue", self.key())
    }

    fn symbol(self) -> Symbol {
        match self {
            Self::Mine => Symbol::Person,
            Self::New => Symbol::Inbox,
            Self::DueSoon => Symbol::Clock,
            Self::Overdue => Symbol::Alarm,
            Self::Answered => Symbol::Speech,
            Self::Escalated => Symbol::Up,
            Self::All => Symbol::Filter,
            Self::ChildSafety => Symbol::Lock,
        }
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
    pub counts: Vec<(Queue, u64)>,
    /// Whether they are cleared for child safety. Otherwise the queue is not even named.
    pub is_cleared: bool,
    /// Where one is.
    pub place: Option<StaffPlace>,
}

/// Where a staff page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffPlace {
    /// The dashboard.
    Dashboard,
    /// A queue, or a case opened from it.
    Queue(Queue),
}

impl From<StaffRail> for Rail {
    fn from(rail: StaffRail) -> Self {
        let dashboard = RailEntry {
            symbol: Symbol::Chart,
            word: "Dashboard",
            to: links::staff(),
            count: None,
            urgent: false,
            current: rail.place == Some(StaffPlace::Dashboard),
        };
        let open = Queue::OPEN.into_iter().map(|queue| rail.entry(queue)).collect();
        let mut sections = vec![
            RailSection { title: None, entries: vec![dashboard] },
            RailSection { title: Some("Queues"), entries: open },
        ];
        if rail.is_cleared {
            let entries = vec![rail.entry(Queue::ChildSafety)];
            sections.push(RailSection { title: Some("Restricted"), entries });
        }
        Self { home: links::staff(), switcher: None, sections, person: rail.person, role: rail.role }
    }
}

impl StaffRail {
    fn entry(&self, queue: Queue) -> RailEntry {
        let count = self.counts.iter().find(|(of, _)| *of == queue).map(|(_, count)| *count);
        RailEntry {
            symbol: queue.symbol(),
            word: queue.title(),
            to: queue.link(),
            count,
            urgent: queue == Queue::Overdue && count.unwrap_or_default() > 0,
            current: self.place == Some(StaffPlace::Queue(queue)),
        }
    }
}
