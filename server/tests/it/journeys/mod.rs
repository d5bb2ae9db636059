//! Whole stories, from the first page to the last letter, through the site's own pages.

mod asked;
mod child_abuse;
mod forty_sites;
mod links;
mod main_path;
mod news;
mod people;
mod questions;
mod referrals;
mod trouble;
