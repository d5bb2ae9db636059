//! A reported address. The component lives beside the islands, which show addresses too.

pub use domain::address::Defanged;
pub use islands::address::Address;
