//! What each form asks for and how much it takes, written out from the public form (domain facts §2.9), not from our own tables.

use axum::http::StatusCode;
use domain::category::Category;

use super::Fields;
use crate::support::{Answer, Client, TestApp};

/// The fields of one form.
struct Asked {
    category: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const fn asked(
    category: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> Asked {
    Asked { category, required, optional }
}

#[rustfmt::skip]
const FORMS: [Asked; 13] = [
    asked("phishing", &["justification", "name", "email"],
        &["original_work", "company", "tele", "reported_country", "reported_user_agent", "comments"]),
    asked("malware", &["justification", "name", "email"],
        &["company", "tele", "reported_country", "reported_user_agent", "comments"]),
    asked("fraud", &["justification", "name", "email"], &["title", "company", "tele", "comments"]),
    asked("network", &["justification", "name", "email"],
        &["source_ips", "destination_ips", "ports_protocols", "company", "tele", "comments"]),
    asked("child-abuse", &["justification"], &["name", "email", "country", "comments"]),
    asked("intimate-images", &["justification", "name", "email", "ncsei_subject_representation"], &["country", "tele", "comments"]),
    asked("threats", &["justification", "name", "email"], &["title", "tele", "country", "comments"]),
    asked("terrorism", &["justification", "name", "email"], &["title", "company", "country", "comments"]),
    asked("copyright",
        &["original_work", "justification", "name", "email", "email2", "address1", "city", "state", "country", "agent_name", "agree",
            "signature"],
        &["company", "tele", "title", "comments"]),
    asked("trademark",
        &["trademark_symbol", "trademark_number", "trademark_office", "justification", "name", "email", "email2"],
        &["company", "tele", "title", "comments"]),
    asked("other-illegal", &["justification", "name", "email"], &["title", "company", "country", "comments"]),
    asked("registration",
        &["reg_who_request_type", "reg_who_legal_basis", "reg_who_requested_data_elements", "justification", "name", "email",
            "reg_who_good_faith_affirmation", "reg_who_lawful_processing_agreement"],
        &["reg_who_requestor_type", "reg_who_authorization_statement", "company", "tele", "comments"]),
    asked("unsure", &["justification", "name", "email"], &["title", "comments"]),
];

/// The most characters of each field that holds words.
const CHARACTERS: [(&str, usize); 19] = [
    ("name", 255),
    ("comments", 2000),
    ("company", 100),
    ("tele", 20),
    ("title", 255),
    ("reported_user_agent", 255),
    ("justification", 5000),
    ("original_work", 255),
    ("address1", 100),
    ("city", 255),
    ("state", 255),
    ("country", 255),
    ("agent_name", 60),
    ("signature", 255),
    ("trademark_number", 1000),
    ("trademark_office", 1000),
    ("trademark_symbol", 1000),
    ("reg_who_legal_basis", 5000),
    ("reg_who_authorization_statement", 5000),
];

/// The words that a field of choices takes, and of other fields something good.
#[rustfmt::skip]
const WORDS: [(&str, &[&str]); 13] = [
    ("email", &["robin@mailbox.example"]),
    ("email2", &["robin@mailbox.example"]),
    ("reported_country", &["DE", "US", "ZW"]),
    ("source_ips", &["192.0.2.1", "2001:db8::1"]),
    ("destination_ips", &["198.51.100.1", "2001:db8::2"]),
    ("ports_protocols", &["80/TCP", "53/UDP"]),
    ("agree", &["1"]),
    ("ncsei_subject_representation", &["true", "false"]),
    ("reg_who_request_type", &["disclosure", "invalid_whois"]),
    ("reg_who_requestor_type", &["government", "corporation", "individual"]),
    ("reg_who_requested_data_elements",
        &["registrant_name", "registrant_organization", "registrant_email", "registrant_phone", "registrant_address",
            "registrant_address_country", "registrant_address_postal_code", "admin_name", "admin_organization", "admin_email",
            "admin_phone", "admin_address", "tech_name", "tech_organization", "tech_email", "tech_phone", "tech_address"]),
    ("reg_who_good_faith_affirmation", &["true"]),
    ("reg_who_lawful_processing_agreement", &["true"]),
];

/// What no field of its name takes.
#[rustfmt::skip]
const WRONG: [(&str, &[&str]); 12] = [
    ("email", &["robin", "robin@mailbox"]),
    ("email2", &["ann@mailbox.example"]),
    ("reported_country", &["XX", "D", "DEU", "Germany"]),
    ("source_ips", &["192.0.2.256", "alderfinch.example"]),
    ("destination_ips", &["192.0.2.0/24"]),
    ("ports_protocols", &["80", "TCP/80", "65536/TCP", "0/UDP"]),
    ("agree", &["0"]),
    ("signature", &["Somebody else"]),
    ("ncsei_subject_representation", &["maybe"]),
    ("reg_who_request_type", &["everything"]),
    ("reg_who_requestor_type", &["police"]),
    ("reg_who_requested_data_elements", &["registrant_password", "name"]),
];

/// The entry of a list with this number.
type Entry = fn(usize) -> String;

fn most(field: &str) -> Option<usize> {
    CHARACTERS.iter().find(|(name, _)| *name == field).map(|(_, most)| *most)
}

fn long(characters: usize) -> &'static str {
    const LONG: &str = match std::str::from_utf8(&[b'x'; 5001]) {
        Ok(text) => text,
        Err(_) => "",
    };
    &LONG[..characters]
}

/// The fields filled in with as much as they take.
fn filled(fields: impl Iterator<Item = &'static &'static str>) -> Fields<'static> {
    fields
        .map(|field| match most(field) {
            Some(most) => (*field, long(most)),
            None => (*field, WORDS.iter().find(|(name, _)| name == field).unwrap().1[0]),
        })
        .collect()
}

impl Asked {
    fn all(&self) -> impl Iterator<Item = &'static &'static str> {
        self.required.iter().chain(self.optional)
    }

    /// The whole form filled in, with another value in one field.
    fn with(&self, field: &'static str, value: &'static str) -> Fields<'static> {
        let mut fields = filled(self.all().filter(|other| **other != field));
        fields.push((field, value));
        fields
    }
}

async fn checked(browser: &mut Client, form: &Asked, fields: &[(&str, &str)]) -> Answer {
    let base = [("addresses", "https://alderfinch.example/a"), ("step", "check")];
    let fields = [&base[..], fields].concat();
    browser.post(&format!("/report/{}", form.category), &fields).await
}

async fn taken(browser: &mut Client, form: &Asked, fields: &[(&str, &str)]) {
    let answer = checked(browser, form, fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}: {fields:?}", form.category);
}

/// Fails unless exactly one field is refused, with these words.
async fn refused(browser: &mut Client, form: &Asked, field: &'static str, value: &'static str, words: &str) {
    let answer = checked(browser, form, &form.with(field, value)).await;
    let page = answer.text();
    let what = format!("{}: {field} with {value:.40}", form.category);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    assert!(page.contains(&format!("<a href=\"#{field}\">")) && page.contains("One answer needs"), "{what}");
    assert!(page.contains(words), "{what} is not refused with “{words}”");
}

#[tokio::test]
async fn each_form_has_its_fields_and_no_others() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    assert_eq!(FORMS.len(), Category::ALL.len());
    let every = CHARACTERS.map(|(name, _)| name).into_iter().chain(WORDS.map(|(name, _)| name));
    let every: Vec<_> = every.collect();
    assert_eq!(every.len(), domain::field::Field::ALL.len());
    for form in &FORMS {
        let page = browser.get(&format!("/report/{}", form.category)).await;
        let empty = checked(&mut browser, form, &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", form.category);
        for field in &every {
            let what = format!("{}: {field}", form.category);
            let is_asked = form.all().any(|asked| asked == field);
            assert_eq!(page.text().contains(&format!("name=\"{field}\"")), is_asked, "{what}");
            let is_missed = empty.text().contains(&format!("<a href=\"#{field}\">"));
            assert_eq!(is_missed, form.required.contains(field), "{what}");
            if !is_asked {
                let foreign = checked(&mut browser, form, &[(field, "x")]).await;
                assert_eq!(foreign.status, StatusCode::BAD_REQUEST, "{what}");
            }
        }
        taken(&mut browser, form, &filled(form.required.iter())).await;
    }
    app.stop().await;
}

#[tokio::test]
async fn each_field_takes_as_much_as_it_may_and_not_a_character_more() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for form in &FORMS {
        taken(&mut browser, form, &filled(form.all())).await;
        for field in form.all() {
            let Some(most) = most(field) else { continue };
            let words = format!("Shorten this to {most} characters; it has {}.", most + 1);
            refused(&mut browser, form, field, long(most + 1), &words).await;
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn each_choice_is_taken_and_nothing_else() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for form in &FORMS {
        for field in form.all() {
            for (_, words) in WORDS.iter().filter(|(name, _)| name == field) {
                for word in *words {
                    taken(&mut browser, form, &form.with(field, word)).await;
                }
            }
            for (_, wrong) in WRONG.iter().filter(|(name, _)| name == field) {
                for word in *wrong {
                    refused(&mut browser, form, field, word, "").await;
                }
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_network_report_names_thirty_of_each_and_ports_in_two_thousand_characters() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let form = FORMS.iter().find(|form| form.category == "network").unwrap();
    let lines = |entry: Entry, count| (0..count).map(entry).collect::<Vec<_>>().join("\n");
    let kinds: [(&'static str, Entry); 3] = [
        ("source_ips", |n| format!("192.0.2.{n}")),
        ("destination_ips", |n| format!("2001:db8::{n:x}")),
        ("ports_protocols", |n| format!("{}/TCP", n + 1)),
    ];
    for (field, entry) in kinds {
        let twice = format!("{}\n{}", lines(entry, 30), lines(entry, 30));
        taken(&mut browser, form, &form.with(field, twice.leak())).await;
        let words = "Give at most 30 different entries; there are 31.";
        refused(&mut browser, form, field, lines(entry, 31).leak(), words).await;
    }
    for (blank, is_taken) in [(1987, true), (1988, false)] {
        let ports = format!("80/TCP{}443/TCP", "\n".repeat(blank)).leak();
        if is_taken {
            taken(&mut browser, form, &form.with("ports_protocols", ports)).await;
        } else {
            let words = "Shorten this to 2000 characters; it has 2001.";
            refused(&mut browser, form, "ports_protocols", ports, words).await;
        }
    }
    app.stop().await;
}
