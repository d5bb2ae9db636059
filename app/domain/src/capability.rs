//! What the provider can and cannot do about an address, and who can: shown before anything is sent.

use crate::category::Service;
use crate::decision::Response;
use crate::disclosure::{Disclosure, Disclosures};
use crate::policy::{CategoryPolicy, OwnerNotice};
use crate::word::words;

words! {
    /// Something the provider can do.
    Can {
        /// Put a warning page in front of the address.
        Warn = "warn",
        /// Stop carrying traffic for the address or the site.
        StopTraffic = "stop_traffic",
        /// Remove the content it keeps.
        RemoveContent = "remove_content",
        /// Make the owner answer by a deadline.
        AskOwner = "ask_owner",
        /// Pass the report to the company that hosts the site.
        TellHost = "tell_host",
        /// Report it to NCMEC.
        ReferToNcmec = "refer_to_ncmec",
        /// Act when a court or authority orders it.
        ActOnOrder = "act_on_order",
        /// Ask the registrant to correct the registration.
        CorrectRegistration = "correct_registration",
        /// Tell the reporter whom to ask.
        SayWhoCan = "say_who_can",
    }
}

words! {
    /// Something the provider cannot do.
    Cannot {
        /// Delete content from a server it does not run.
        Delete = "delete",
        /// Act before an order arrives.
        ActWithoutOrder = "act_without_order",
        /// Act about an address that is not on its network.
        ActElsewhere = "act_elsewhere",
        /// Change what a registered domain points to.
        ChangeContent = "change_content",
    }
}

words! {
    /// Who can remove the content.
    WhoCan {
        /// The site's owner.
        Owner = "owner",
        /// The company that hosts it.
        Host = "host",
        /// Whoever carries or hosts an address that is not ours.
        SomebodyElse = "somebody_else",
        /// Hotlines and the police.
        Hotlines = "hotlines",
        /// We ourselves.
        Us = "us",
    }
}

/// What can be done about one kind of address under one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What we can do.
    pub can: Vec<Can>,
    /// What we cannot.
    pub cannot: Vec<Cannot>,
    /// Who can remove the content.
    pub who_can: Vec<WhoCan>,
}

/// The statement for an address, by whom the reporter lets us tell: `None` is an address that is not on our network.
pub fn statement(service: Option<Service>, policy: &CategoryPolicy, tell: Disclosures) -> Statement {
    let Some(service) = service else {
        let who = if policy.elsewhere.is_some() { WhoCan::Hotlines } else { WhoCan::SomebodyElse };
        return Statement {
            can: vec![Can::SayWhoCan],
            cannot: vec![Cannot::ActElsewhere],
            who_can: vec![who],
        };
    };
    let mut statement =
        Statement { can: by_ourselves(service, policy.response), cannot: Vec::new(), who_can: Vec::new() };
    match service {
        Service::Hosted => statement.who_can.push(WhoCan::Us),
        Service::Proxied => {
            statement.cannot.push(Cannot::Delete);
            if policy.may_tell_host(tell.host) {
                statement.can.push(Can::TellHost);
            }
            statement.who_can.extend([WhoCan::Owner, WhoCan::Host]);
        }
        Service::Registered => {
            statement.cannot.push(Cannot::ChangeContent);
            statement.who_can.extend([WhoCan::Owner, WhoCan::Host]);
        }
    }
    if policy.owner_notice != OwnerNotice::Never && tell.owner != Disclosure::Nothing {
        statement.can.push(Can::AskOwner);
    }
    if !policy.ncmec.is_empty() {
        statement.can.push(Can::ReferToNcmec);
    }
    if policy.response == Response::OrderRequired {
        statement.cannot.push(Cannot::ActWithoutOrder);
    }
    statement
}

fn by_ourselves(service: Service, response: Response) -> Vec<Can> {
    match (response, service) {
        (Response::Voluntary, Service::Proxied) => vec![Can::Warn, Can::StopTraffic],
        (Response::Voluntary, Service::Hosted) => vec![Can::Warn, Can::StopTraffic, Can::RemoveContent],
        (Response::Voluntary, Service::Registered) => vec![Can::CorrectRegistration],
        (Response::OrderRequired, _) => vec![Can::ActOnOrder],
        (Response::ForwardOnly, _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;
    use crate::policy::Policy;

    fn usual(policy: &Policy, service: Option<Service>, category: Category) -> Statement {
        let policy = policy.of(category);
        statement(service, policy, policy.default_disclosures())
    }

    #[test]
    fn nobody_is_told_where_the_reporter_objects() {
        let policy = Policy::compiled_in();
        let policy = policy.of(Category::Threats);
        let tell = policy.default_disclosures();
        let objected = Disclosures { owner: Disclosure::Nothing, ..tell };
        assert!(statement(Some(Service::Proxied), policy, tell).can.contains(&Can::AskOwner));
        assert!(!statement(Some(Service::Proxied), policy, objected).can.contains(&Can::AskOwner));
        let objected = Disclosures { host: Disclosure::Nothing, ..tell };
        assert!(!statement(Some(Service::Proxied), policy, objected).can.contains(&Can::TellHost));
    }

    #[test]
    fn a_proxy_never_promises_to_delete() {
        let policy = Policy::compiled_in();
        for category in Category::ALL {
            let statement = usual(&policy, Some(Service::Proxied), *category);
            assert!(!statement.can.contains(&Can::RemoveContent));
            assert!(statement.cannot.contains(&Cannot::Delete));
        }
    }

    #[test]
    fn what_is_not_ours_is_only_pointed_elsewhere() {
        let policy = Policy::compiled_in();
        let statement = usual(&policy, None, Category::Phishing);
        assert_eq!((statement.can, statement.cannot), (vec![Can::SayWhoCan], vec![Cannot::ActElsewhere]));
    }

    #[test]
    fn terrorism_waits_for_an_order_and_child_abuse_goes_to_ncmec() {
        let policy = Policy::compiled_in();
        let terrorism = usual(&policy, Some(Service::Proxied), Category::Terrorism);
        assert!(
            terrorism.cannot.contains(&Cannot::ActWithoutOrder) && terrorism.can.contains(&Can::ActOnOrder)
        );
        let child = usual(&policy, Some(Service::Proxied), Category::ChildAbuse);
        assert!(child.can.contains(&Can::ReferToNcmec) && !child.can.contains(&Can::AskOwner));
    }
}
