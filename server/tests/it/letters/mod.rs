//! Who is written to, what it says, and that it arrives once.

mod deadline;
mod recipients;
mod sending;
mod world;
