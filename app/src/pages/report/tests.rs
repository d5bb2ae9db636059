use std::sync::Arc;

use domain::address::{NotAnAddress, ReportedUrl};
use domain::answers::Answers;
use domain::category::{Category, Service};
use domain::disclosure::Party;
use domain::elsewhere::Elsewhere;
use domain::field::Field;
use domain::policy::Policy;

use super::form::{FormPage, FormPageProps};
use super::review::{Review, ReviewPage, ReviewPageProps};
use super::{Entry, Fate, Line, OwnerLetter, Sight};
use crate::components::tests::{HOSTILE, assert_harmless, readable};
use crate::form::FormState;
use crate::frame::tests::site;
use crate::letters::Paragraph;
use crate::render::html;

fn url(text: &str) -> ReportedUrl {
    ReportedUrl::parse(text).unwrap()
}

fn answers(category: Category, typed: &[(Field, &str)]) -> Answers {
    let policy = Policy::compiled_in();
    let policy = policy.of(category);
    let value = |field| {
        typed.iter().filter(|(known, _)| *known == field).map(|(_, text)| (*text).to_owned()).collect()
    };
    Answers::read(policy, policy.default_disclosures(), value).unwrap()
}

fn review(category: Category, typed: &[(Field, &str)], lines: Vec<Line>) -> Review {
    let policy = Policy::compiled_in().of(category).clone();
    let ours = lines.iter().filter(|line| matches!(line.fate, Fate::Ours(_))).count();
    let sight = Sight {
        provider: "Northwind Edge".to_owned(),
        category,
        answers: answers(category, typed),
        disclosures: policy.default_disclosures(),
        addresses: lines.len(),
        ours,
        owner_letter: Some(OwnerLetter {
            site: "a[.]example".to_owned(),
            has_others: false,
            words: vec![Paragraph::text("Somebody told us about your site.")],
        }),
        policy,
    };
    let form =
        typed.iter().fold(FormState::new().keep(Entry::Addresses, "a.example"), |form, (field, text)| {
            form.keep(Entry::Answer(*field), *text)
        });
    Review { sight, lines, form, key: "0123456789abcdef0123456789abcdef".to_owned() }
}

fn page(review: Review) -> String {
    html(|| ReviewPage(ReviewPageProps { site: site(false), review })).html
}

/// The part between the first of one text and the next of another.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}

fn ours(number: u32, text: &str) -> Line {
    Line { number, raw: text.to_owned(), url: Some(url(text)), fate: Fate::Ours(Service::Proxied) }
}

#[test]
fn a_form_says_who_may_know_what_and_keeps_what_was_typed() {
    let form =
        FormState::new().keep(Entry::Answer(Field::Name), "Robin").keep(Entry::Tell(Party::Ncmec), "named");
    let props = FormPageProps {
        site: site(false),
        policy: Arc::new(Policy::compiled_in()),
        category: Category::ChildAbuse,
        form,
    };
    let page = html(|| FormPage(props)).html;
    insta::assert_snapshot!(readable(between(&page, "<form", "</form>")));
}

#[test]
fn whoever_names_attacked_addresses_is_warned_that_they_may_say_who_reports() {
    let props = FormPageProps {
        site: site(false),
        policy: Arc::new(Policy::compiled_in()),
        category: Category::Network,
        form: FormState::new(),
    };
    let page = html(|| FormPage(props)).html;
    let hint = between(&page, "id=\"destination_ips-hint\"", "</");
    assert!(hint.contains("passed on") && hint.contains("may say who you are"), "{hint}");
}

#[test]
fn child_abuse_is_shown_to_staff_host_and_ncmec_and_never_to_the_owner() {
    let typed = [(Field::Justification, "There are pictures.")];
    let page = page(review(Category::ChildAbuse, &typed, vec![ours(1, "https://a.example/x")]));
    insta::assert_snapshot!(readable(between(&page, "<div class=\"parties\">", "aria-labelledby=\"able\"")));
}

#[test]
fn each_kind_of_address_has_its_own_statement() {
    let typed =
        [(Field::Justification, "x"), (Field::Name, "Robin"), (Field::Email, "robin@mailbox.example")];
    let elsewhere = Line {
        number: 2,
        raw: "http://b.example".to_owned(),
        url: Some(url("http://b.example")),
        fate: Fate::Elsewhere(Elsewhere::of(url("http://b.example").host())),
    };
    let repeat = Line { number: 3, fate: Fate::RepeatOf(1), ..ours(3, "https://a.example/x") };
    let page =
        page(review(Category::Terrorism, &typed, vec![ours(1, "https://a.example/x"), elsewhere, repeat]));
    insta::assert_snapshot!(readable(between(&page, "aria-labelledby=\"able\"", "</section>")));
    assert!(page.contains("Ask the company that hosts b[.]example"));
}

#[test]
fn a_long_list_begins_with_its_sums_and_with_what_may_be_mended() {
    let bad = Line {
        raw: "call me".to_owned(),
        url: None,
        fate: Fate::NotAnAddress(NotAnAddress::JustWords),
        ..ours(12, "https://a.example/12")
    };
    let repeat = Line { fate: Fate::RepeatOf(1), ..ours(13, "https://a.example/1") };
    let lines = (1..12).map(|number| ours(number, &format!("https://a.example/{number}")));
    let lines = lines.chain([bad, repeat]).collect();
    let typed =
        [(Field::Justification, "x"), (Field::Name, "Robin"), (Field::Email, "robin@mailbox.example")];
    let page = page(review(Category::Phishing, &typed, lines));
    let open = between(&page, "<dt>Addresses</dt>", "<details>");
    insta::assert_snapshot!(readable(open));
}

#[test]
fn nothing_hostile_comes_out_of_a_review() {
    let typed = [
        (Field::Justification, HOSTILE),
        (Field::Name, HOSTILE),
        (Field::Email, "robin@mailbox.example"),
        (Field::Comments, HOSTILE),
    ];
    let words = Line { raw: HOSTILE.to_owned(), url: None, ..ours(2, "https://a.example/") };
    let page =
        page(review(Category::Phishing, &typed, vec![ours(1, "https://a.example/<img src=x>"), words]));
    assert_harmless(&page.replace("<!>", ""));
}

#[test]
fn every_posted_name_leads_back_to_its_field() {
    let others = [Entry::Addresses, Entry::List, Entry::Statement].into_iter();
    let parties = Party::ALL.iter().copied().map(Entry::Tell);
    let fields = Field::ALL.iter().copied().map(Entry::Answer);
    for entry in others.chain(parties).chain(fields) {
        assert_eq!(Entry::named(crate::form::Field::name(entry)), Some(entry));
    }
    assert_eq!(Entry::named("step"), None);
}
