//! What letters are made from, and the letters themselves, in SQL.

mod facts;
mod rows;

pub(super) use facts::{
    Added, CaseFacts, Line, Person, ReportFacts, StaffMember, SubmissionFacts, TicketFacts, Whose, accepted,
    added, addresses, case, case_event, event, event_for_owner, hosts, is_noted, lifted, lines,
    others_of_owner, others_of_reporter, owner_told, owners, person, referred_to, report, services, staff,
    submission, ticket,
};
pub(super) use rows::{Row, failed, insert, load, sent, stumbled, withheld};
