//! Accounts: importing them, and what their members do with them.

mod import;
