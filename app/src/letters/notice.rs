//! The notice: the first letter to the owner of a site. The reporter sees the same words before sending.

use domain::address::Defanged;
use domain::category::{Category, Group, Service};
use domain::decision::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{disarm, hours, on, reported_as, time_left, what_was};
use super::{Letter, Paragraph};
use crate::components::Reader;
use crate::words::capital;

/// To the zone's abuse contact or the account's owners, when a report becomes visible to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The report's reference.
    pub reference: String,
    /// What the addresses are reported as.
    pub category: Category,
    /// The heading of the category in the policy.
    pub group: Group,
    /// The site; nothing where the addresses lie on several.
    pub host: Option<String>,
    /// The first of the addresses.
    pub addresses: Vec<Defanged>,
    /// How many there are.
    pub address_count: u32,
    /// What we do for the site, or for the first of several.
    pub service: Service,
    /// The sites by what we do for them, where we do not do the same for all.
    #[serde(default)]
    pub sites: Vec<Served>,
    /// What we do by ourselves about this category.
    pub response: Response,
    /// The reporter's words.
    pub allegation: String,
    /// What else the form asked, without what says who reported.
    pub facts: Vec<Fact>,
    /// Who reported; nothing where the reporter is not named.
    pub reporter: Option<Named>,
    /// Until when an answer is asked for.
    pub due: Option<Timestamp>,
    /// How many hours a question to the reporter is waited for; 0 where a letter from before does not say.
    #[serde(default)]
    pub answer_hours: u32,
    /// Why this address receives it.
    pub why: String,
}

/// Sites for which we do the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// What.
    pub service: Service,
    /// The first of the sites.
    pub hosts: Vec<String>,
    /// How many more there are.
    pub more: u32,
}

/// The answer to one of the form's questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What was asked.
    pub name: String,
    /// The answer.
    pub value: String,
}

/// A reporter who is named to the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: Option<String>,
    /// Whom they work for.
    pub company: Option<String>,
    /// What the law wants in such a notice besides: address, right holder, signature.
    pub more: Vec<Fact>,
}

impl Notice {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let what = format!("{} {}", self.what_was(), reported_as(self.category));
        let subject = match self.due {
            Some(due) if !self.is_held() => {
                format!("Please answer by {}: {what} ({})", on(due, reader), self.reference)
            }
            _ => format!("{what} ({})", self.reference),
        };
        Letter {
            subject,
            title: what,
            paragraphs: self.paragraphs(reader),
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: false,
        }
    }

    /// What stands under the heading.
    #[must_use]
    pub fn paragraphs(&self, reader: Reader) -> Vec<Paragraph> {
        let mut all = vec![Paragraph::Text(self.opening())];
        match self.due {
            Some(due) => all.push(self.deadline(due, reader)),
            None if self.is_held() => all.push(Paragraph::text(self.otherwise())),
            None => {}
        }
        all.push(Paragraph::Action("Read and answer".to_owned()));
        all.push(Paragraph::heading("What was reported"));
        all.extend(self.addresses.iter().cloned().map(Paragraph::Address));
        all.extend(self.rest());
        all.push(Paragraph::quote(&self.allegation));
        all.push(Paragraph::text(
            "These are the reporter’s words; only links in them were made harmless. We have not judged them yet.",
        ));
        all.extend(self.facts.iter().map(Fact::paragraph));
        all.extend(self.who());
        all.push(Paragraph::heading("What you can do"));
        all.push(Paragraph::List(self.choices()));
        all.push(Paragraph::heading("What we can do"));
        all.push(match &*self.sites {
            [] => Paragraph::Text(capital(limits(self.service))),
            sites => Paragraph::List(sites.iter().map(Served::limits).collect()),
        });
        all
    }

    fn what_was(&self) -> String {
        what_was(self.category, self.address_count, self.host.as_deref())
    }

    fn is_held(&self) -> bool {
        self.response == Response::OrderRequired
    }

    fn opening(&self) -> String {
        let place = self.host.as_deref().map_or_else(|| "your sites".to_owned(), disarm);
        let perhaps = if self.group == Group::Trick {
            " You may know nothing about it; often somebody has broken in."
        } else {
            ""
        };
        format!(
            "Somebody told us about {place}. It is an allegation, and we would like to hear your side.{perhaps}"
        )
    }

    fn deadline(&self, due: Timestamp, reader: Reader) -> Paragraph {
        let left = time_left(due, reader);
        Paragraph::Deadline {
            title: format!("Please answer by {}", on(due, reader)),
            text: format!("That is {left} from now. {}", self.otherwise()),
        }
    }

    fn otherwise(&self) -> &'static str {
        match (self.response, self.service) {
            (Response::OrderRequired, _) => {
                "We pass reports of this kind on and act only when a court or an authority orders it. Your answer goes on record."
            }
            (Response::ForwardOnly, _) => {
                "We pass reports of this kind on and do not judge them. If we hear nothing, the reporter learns that there was no answer."
            }
            (Response::Voluntary, Service::Registered) if self.sites.is_empty() => {
                "If we hear nothing, we decide without your side."
            }
            (Response::Voluntary, _) => {
                "If we hear nothing, we decide without your side. That can mean a warning page in front of the address, or that we stop serving it."
            }
        }
    }

    fn choices(&self) -> Vec<String> {
        let most = match self.answer_hours {
            0 => String::new(),
            answer_hours => format!(", for {} at most", hours(answer_hours)),
        };
        let ask = format!(
            "Ask for more detail. We put your question to the reporter, and your time to answer stops until there is a reply{most}."
        );
        let others = [
            "Remove or fix it and tell us. This is the quickest way.",
            "Tell us that you are working on it, and until when.",
            "Tell us that it is a mistake, and why.",
        ];
        others.map(str::to_owned).into_iter().chain([ask]).collect()
    }

    fn rest(&self) -> Option<Paragraph> {
        let shown = u32::try_from(self.addresses.len()).unwrap_or(u32::MAX);
        let rest = self.address_count.saturating_sub(shown);
        (rest > 0).then(|| Paragraph::Text(format!("And {rest} more on the report’s page.")))
    }

    fn who(&self) -> Vec<Paragraph> {
        let Some(named) = &self.reporter else {
            return vec![Paragraph::text("The reporter is not named.")];
        };
        let mut who = disarm(&named.name);
        if let Some(company) = &named.company {
            who = format!("{who}, {}", disarm(company));
        }
        if let Some(email) = &named.email {
            who = format!("{who}, {email}");
        }
        let mut all = vec![Paragraph::Fact("Reported by".to_owned(), who)];
        all.extend(named.more.iter().map(Fact::paragraph));
        all
    }
}

impl Fact {
    fn paragraph(&self) -> Paragraph {
        Paragraph::Fact(self.name.clone(), disarm(&self.value))
    }
}

/// How many sites for which we do the same are named.
const NAMED: usize = 5;

impl Served {
    /// The sites of addresses by what we do for them; nothing where it is the same for all.
    pub fn where_it_differs(addresses: impl IntoIterator<Item = (Service, String)>) -> Vec<Self> {
        let mut kinds: Vec<(Service, Vec<String>)> = Vec::new();
        for (service, host) in addresses {
            match kinds.iter_mut().find(|(known, _)| *known == service) {
                Some((_, hosts)) if hosts.contains(&host) => {}
                Some((_, hosts)) => hosts.push(host),
                None => kinds.push((service, vec![host])),
            }
        }
        if kinds.len() < 2 { Vec::new() } else { kinds.into_iter().map(Self::shortened).collect() }
    }

    fn shortened((service, mut hosts): (Service, Vec<String>)) -> Self {
        let more = u32::try_from(hosts.len().saturating_sub(NAMED)).unwrap_or(u32::MAX);
        hosts.truncate(NAMED);
        Self { service, hosts, more }
    }

    fn limits(&self) -> String {
        let hosts: Vec<_> = self.hosts.iter().map(|host| disarm(host)).collect();
        let more = if self.more > 0 { format!(" and {} more", self.more) } else { String::new() };
        format!("{}{more}: {}", hosts.join(", "), limits(self.service))
    }
}

/// What we do for a site, and what follows for what we can do.
fn limits(service: Service) -> &'static str {
    match service {
        Service::Proxied => {
            "we carry the traffic and cannot remove anything from the server ourselves. You and your host can."
        }
        Service::Hosted => {
            "we host the site and can remove content ourselves. We would rather that you do it."
        }
        Service::Registered => {
            "the name is registered with us. We cannot change what the site shows. You and your host can."
        }
    }
}
