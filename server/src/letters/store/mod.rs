//! What letters are made from, and the letters themselves, in SQL.

mod events;
mod facts;
mod people;
mod rows;

pub(super) use events::{
    Added, Whose, added, case_event, event, event_for_owner, is_noted, lifted, others_of_owner,
    others_of_reporter, owner_told, referred_to, same_step,
};
pub(super) use facts::{
    CaseFacts, Line, ReportFacts, SubmissionFacts, accepted, addresses, case, hosts, lines, report, services,
    submission,
};
pub(super) use people::{
    Person, StaffMember, TicketFacts, account_and_member, owners, person, staff, ticket,
};
pub(super) use rows::{Row, failed, insert, load, sent, stumbled, withheld};
