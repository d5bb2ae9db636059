//! Every test that needs the database or the whole site, in one binary: linking is the slow part.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]
#![expect(clippy::panic, reason = "a test says what it missed")]
#![expect(unreachable_pub, reason = "a test binary has no outside; `pub` here means: for every test")]

mod access;
mod accounts;
mod customer;
mod database;
mod guards;
mod health;
mod identity;
mod jobs;
mod journeys;
mod kept;
mod letters;
mod mailbox;
mod process;
mod reporter;
mod schema;
mod scopes;
mod staff;
mod support;
mod tenancy;
mod trouble;
