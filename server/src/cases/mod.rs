//! Cases: staff's unit of work. Intake opens them; staff triage, escalate and decide.

pub mod open;
pub mod record;
