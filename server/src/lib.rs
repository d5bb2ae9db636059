//! Where the portal meets the world: web server, database, jobs and mail, in one library and one binary.

pub mod access;
pub mod audit;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod http;
pub mod identity;
pub mod ids;
pub mod jobs;
pub mod letters;
pub mod mail;
pub mod portal;
pub mod referrals;
pub mod reports;
pub mod secrets;
mod serve;
