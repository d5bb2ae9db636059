//! The question a browser asks while addresses are typed: which of these sites are ours?

use serde::{Deserialize, Serialize};

/// The most hosts in one question.
pub const MAX_HOSTS: usize = 250;

/// Hosts to look up, in the spelling of [`crate::address::Host`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostQuestion {
    /// The hosts; no more than [`MAX_HOSTS`].
    pub hosts: Vec<String>,
}

/// Those of the hosts that lie in a zone of ours, as they were spelled. It says no more than DNS does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostAnswer {
    /// The hosts that are ours.
    pub ours: Vec<String>,
}
