//! What the reporter sees before sending: the fate of each line, and a letter as it will read.
//!
//! It is made from one site alone: which sites have the same owner is nobody else's business.

use app::components::Reader;
use app::form::FormState;
use app::letters::{Named, Notice};
use app::pages::report::review::Review;
use app::pages::report::{Entry, Fate, Line, OwnerLetter, Sight};
use domain::category::Category;
use domain::disclosure::Disclosure;
use domain::elsewhere::Elsewhere;
use domain::field::Field;
use domain::policy::CategoryPolicy;

use super::bundle::{self, Found};
use super::judge::{Judged, Outcome};
use super::{Rules, Submission, rows};
use crate::http::render::visitor;
use crate::letters::{ADDRESSES, about_the_matter, in_full};
use crate::portal::Portal;
use crate::reports::notice::{self, Telling};

/// The page that shows everything.
pub(super) fn review(
    portal: &Portal,
    submission: &Submission,
    lines: &[Judged],
    form: FormState<Entry>,
    key: String,
) -> Review {
    let (first_site, has_others) = bundle::of_first_site(lines);
    let policy = portal.policy.of(submission.category);
    let is_ours = |line: &&Judged| matches!(line.outcome, Outcome::Accepted(_));
    let sight = Sight {
        provider: portal.site.brand.name.clone(),
        category: submission.category,
        policy: policy.clone(),
        answers: submission.answers.clone(),
        disclosures: submission.disclosures,
        addresses: submission.list.addresses().count(),
        ours: lines.iter().filter(is_ours).count(),
        owner_letter: owner_letter(portal, submission, &first_site, has_others),
    };
    Review { sight, lines: lines.iter().map(|judged| line(judged, policy)).collect(), form, key }
}

fn line(judged: &Judged, policy: &CategoryPolicy) -> Line {
    let fate = match &judged.outcome {
        Outcome::Accepted(zone) => Fate::Ours(zone.service),
        Outcome::RepeatOf(first) => Fate::RepeatOf(u32::try_from(*first).unwrap_or(u32::MAX)),
        Outcome::NotAnAddress(reason) => Fate::NotAnAddress(reason.clone()),
        Outcome::NotOurs => Fate::Elsewhere(Elsewhere::for_report(judged.url.as_ref(), policy)),
    };
    Line {
        number: u32::try_from(judged.number).unwrap_or(u32::MAX),
        raw: judged.raw.clone(),
        url: judged.url.clone(),
        fate,
    }
}

/// The notice to the owner of this site, as the job will write it if it is their only one.
fn owner_letter(
    portal: &Portal,
    submission: &Submission,
    found: &[Found<'_>],
    has_others: bool,
) -> Option<OwnerLetter> {
    let first = found.first()?;
    let rules = Rules::of(portal);
    let policy = portal.policy.of(submission.category);
    let told = submission.disclosures.owner;
    if !notice::may_be_told(policy, told) {
        return None;
    }
    let at_once = notice::is_told_at_once(policy, told);
    let notice = Notice {
        reference: String::new(),
        category: submission.category,
        group: policy.group,
        host: Some(first.url.host().to_string()),
        addresses: found.iter().take(ADDRESSES).map(|found| found.url.defanged()).collect(),
        address_count: u32::try_from(found.len()).unwrap_or(u32::MAX),
        service: first.zone.service,
        sites: Vec::new(),
        response: policy.response,
        allegation: submission.answers.allegation().to_owned(),
        facts: about_the_matter(&rows::map(submission.answers.details_for_owner()), policy.group),
        reporter: named(submission),
        due: at_once.then(|| Telling::begin(policy, rules.now)).and_then(|telling| telling.until),
        answer_hours: policy.answer_hours,
        why: String::new(),
    };
    let words = notice.paragraphs(Reader { now: rules.now, ..visitor(portal) });
    Some(OwnerLetter { site: first.url.defanged().host, has_others, words })
}

/// The reporter as the owner will know them.
fn named(submission: &Submission) -> Option<Named> {
    let answers = &submission.answers;
    let name = answers.name().filter(|_| submission.disclosures.owner == Disclosure::Named)?;
    let contact = rows::map(rows::contact(answers));
    let is_notice = submission.category == Category::Copyright;
    let more =
        is_notice.then(|| in_full(&contact, answers.get(Field::Country), answers.get(Field::Telephone)));
    Some(Named {
        name: name.to_owned(),
        email: answers.email().map(str::to_owned),
        company: answers.get(Field::Company).map(str::to_owned),
        more: more.unwrap_or_default(),
    })
}
