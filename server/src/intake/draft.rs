//! What a reporter typed, on its way to a submission.

use app::form::{Field as _, FormState};
use app::pages::report::{Entry, KEY, STEP, complaint, form_order};
use domain::answers::{Answers, FieldErrors};
use domain::category::Category;
use domain::disclosure::{Disclosures, Party};
use domain::list::{self, List, Reading};
use domain::policy::CategoryPolicy;
use uuid::Uuid;

use super::Submission;
use super::body::Posted;
use crate::http::Problem;

/// Which step is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Back to the form.
    Edit,
    /// On to the page that shows everything before it is sent.
    Check,
    /// Send it.
    Send,
}

/// A filled form.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What is reported.
    pub(super) category: Category,
    /// Which step is asked for.
    pub(super) step: Step,
    /// The key under which it is sent.
    pub(super) key: Option<String>,
    /// What was typed.
    pub(super) form: FormState<Entry>,
}

impl Draft {
    /// The form as it is first shown: empty, with the category's own choices.
    pub(super) fn blank(policy: &CategoryPolicy) -> FormState<Entry> {
        keep_told(FormState::new(), policy, &[])
    }

    /// What was typed into the form of any category.
    ///
    /// # Errors
    /// Refuses fields that no category's form has.
    pub(super) fn kept(posted: Posted) -> Result<FormState<Entry>, Problem> {
        let mut form = FormState::new();
        for (name, value) in posted.fields {
            match (name.as_str(), Entry::named(&name)) {
                (STEP | KEY, _) | (_, Some(Entry::Statement)) => {}
                (_, Some(entry)) => form = form.keep(entry, value),
                (_, None) => return Err(unknown(&name)),
            }
        }
        Ok(form)
    }

    /// Reads what was posted. A file's lines are added to those that were typed.
    ///
    /// # Errors
    /// Refuses fields and files that the category's form does not have, and steps there are none of.
    pub(super) fn read(category: Category, policy: &CategoryPolicy, posted: Posted) -> Result<Self, Problem> {
        let mut draft = Self { category, step: Step::Check, key: None, form: FormState::new() };
        let mut addresses = String::new();
        let (mut foreign, mut told) = (None, Vec::new());
        for (name, value) in posted.fields {
            match (name.as_str(), Entry::named(&name)) {
                (STEP, _) => draft.step = step(&value)?,
                (KEY, _) => draft.key = Some(value),
                (_, Some(Entry::Addresses)) => addresses = value,
                (_, Some(Entry::Tell(party))) => told.push((party, value)),
                (_, Some(entry)) if is_asked(entry, policy) => draft.form = draft.form.keep(entry, value),
                (_, Some(_)) => foreign = foreign.or(Some(name)),
                (_, None) => return Err(unknown(&name)),
            }
        }
        if posted.file.is_some() && !policy.uploads {
            return Err(unknown(Entry::List.name()));
        }
        // Coming from the form of another category, what is not asked here stays behind.
        if let Some(name) = foreign.filter(|_| draft.step != Step::Edit) {
            return Err(unknown(&name));
        }
        let (addresses, refusal) = match posted.file {
            Some(Ok(text)) => (joined(addresses, &text), None),
            Some(Err(refusal)) => (addresses, Some(refusal)),
            None => (addresses, None),
        };
        draft.form = keep_told(draft.form, policy, &told).keep(Entry::Addresses, addresses);
        if let Some(refusal) = refusal {
            draft.form.refuse(Entry::List, refusal.to_string());
        }
        Ok(draft)
    }

    /// What each party may know of the reporter.
    fn disclosures(&self, policy: &CategoryPolicy) -> Disclosures {
        let chosen = |party| self.form.value(Entry::Tell(party)).parse().ok();
        policy.disclosures(chosen(Party::Owner), chosen(Party::Host), chosen(Party::Ncmec))
    }

    /// Checks everything; what is wrong stands in the form afterwards.
    pub(super) fn check(&mut self, policy: &CategoryPolicy) -> Option<Submission> {
        let disclosures = self.disclosures(policy);
        let list = self.list();
        let typed = |field| self.form.values_of(Entry::Answer(field)).map(str::to_owned).collect();
        let answers = match Answers::read(policy, disclosures, typed) {
            Ok(answers) => answers,
            Err(errors) => {
                self.refuse(&errors, policy);
                Answers::default()
            }
        };
        let list = list.filter(|_| self.form.is_valid())?;
        let key = self.key.clone().unwrap_or_default();
        Some(Submission { category: self.category, answers, disclosures, list, key })
    }

    /// Says what is wrong, in the order in which the form asks.
    fn refuse(&mut self, errors: &FieldErrors, policy: &CategoryPolicy) {
        for field in form_order() {
            for (_, error) in errors.iter().filter(|(wrong, _)| *wrong == field) {
                self.form.refuse(Entry::Answer(field), complaint(field, error, policy));
            }
        }
    }

    fn list(&mut self) -> Option<List> {
        let read = read_list(self.form.value(Entry::Addresses));
        read.map_err(|refusal| self.form.refuse(Entry::Addresses, refusal)).ok()
    }
}

/// Reads a list that was pasted or sent as a file.
///
/// # Errors
/// Says what to do about a list that is too long or holds no address.
pub fn read_list(text: &str) -> Result<List, String> {
    match list::read(text) {
        Ok(list) if list.addresses().next().is_some() => Ok(list),
        Ok(list) => Err(no_address(&list)),
        Err(too_much) => Err(too_much.to_string()),
    }
}

/// Keeps what each party may know: as chosen where the category offers it, otherwise the category's own choice.
fn keep_told(
    form: FormState<Entry>,
    policy: &CategoryPolicy,
    chosen: &[(Party, String)],
) -> FormState<Entry> {
    let choice =
        |party| chosen.iter().find(|(known, _)| *known == party).and_then(|(_, word)| word.parse().ok());
    let told = policy.disclosures(choice(Party::Owner), choice(Party::Host), choice(Party::Ncmec));
    form.keep(Entry::Tell(Party::Owner), told.owner.as_str())
        .keep(Entry::Tell(Party::Host), told.host.as_str())
        .keep(Entry::Tell(Party::Ncmec), told.ncmec.as_str())
}

fn is_asked(entry: Entry, policy: &CategoryPolicy) -> bool {
    match entry {
        Entry::Answer(field) => policy.asks_for(field).is_some(),
        _ => true,
    }
}

fn step(word: &str) -> Result<Step, Problem> {
    match word {
        "edit" => Ok(Step::Edit),
        "check" => Ok(Step::Check),
        "send" => Ok(Step::Send),
        _ => Err(unknown(STEP)),
    }
}

fn unknown(name: &str) -> Problem {
    let name: String = name.chars().take(40).collect();
    Problem::BadRequest(format!(
        "The form has fields that this page does not know: {name}. Load the page again."
    ))
}

/// A file is read as it is, unless something was typed too: then its addresses follow as plain lines, whatever columns it has.
fn joined(typed: String, file: &str) -> String {
    if typed.trim().is_empty() {
        return file.to_owned();
    }
    let lines = match list::read(file) {
        Ok(list) => list.lines.iter().filter_map(plain).collect::<Vec<_>>().join("\n"),
        Err(_) => file.to_owned(),
    };
    format!("{}\n{lines}", typed.trim_end())
}

fn plain(line: &list::Line) -> Option<String> {
    match &line.reading {
        Reading::Address(url) => Some(list::line_of(url)),
        Reading::NotAnAddress(_) => Some(line.raw.clone()),
        Reading::RepeatOf(_) | Reading::Skipped(_) => None,
    }
}

/// Why there is nothing to report, with the reason of the first line that was meant as an address.
fn no_address(list: &List) -> String {
    let first = list.lines.iter().find_map(|line| match &line.reading {
        Reading::NotAnAddress(reason) => Some(format!("Line {}: {reason}", line.number)),
        _ => None,
    });
    first.unwrap_or_else(|| "Give at least one address, such as https://www.example.com/page.".to_owned())
}

/// A key for the page that is about to be shown; it cannot be guessed.
pub(super) fn fresh_key() -> String {
    Uuid::new_v4().simple().to_string()
}

/// Whether a key has the form of those we give out.
pub(super) fn is_key(key: &str) -> bool {
    Uuid::try_parse(key).is_ok()
}

#[cfg(test)]
mod tests {
    use domain::policy::Policy;

    use super::*;

    #[test]
    fn a_file_beside_typed_lines_keeps_its_addresses_whole() {
        let rows = |n| format!("\"https://a{n}.example/x|y,z\",fake\n");
        let file = format!("url,note\n{}", (0..6).map(rows).collect::<String>());
        let list = list::read(&joined("c.example\n".to_owned(), &file)).unwrap();
        let found: Vec<_> = list.addresses().map(|(_, url)| url.as_str()).collect();
        assert_eq!(found.len(), 7);
        assert_eq!(found[..2], ["https://c.example/", "https://a0.example/x|y,z"]);
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "https://a.example/x", "hxxp://b[.]example/y,1", "c.example", "\n", "\n", "\r\n", ",", ";", "|", "url,note\n", "\"", "1. ", "# ",
        "me@example.org", "Ann", "words ", "\t", " ", "\u{feff}", "\u{7}", "<", ">", "&", "anonymous", "named", "nothing", "true", "80/TCP",
        "192.0.2.1", "DE",
    ];

    /// A form that is filled well apart from what is spelled from bytes.
    fn spelled(bytes: &[u8], category: Category) -> Posted {
        let texts = bytes.split(|byte| *byte % 16 == 0).map(|bytes| crate::fuzz::spelled(bytes, PIECES));
        let names = ["addresses", "justification", "tell_owner", "comments", "ports_protocols", "list"];
        let mut texts: Vec<_> = names.map(str::to_owned).into_iter().zip(texts).collect();
        let well = [
            ("name", "Ann"),
            ("email", "ann@example.com"),
            ("email2", "ann@example.com"),
            ("signature", "Ann"),
        ];
        texts.extend(well.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let policy = Policy::compiled_in();
        let policy = policy.of(category);
        texts.retain(|(name, _)| Entry::named(name).is_some_and(|entry| is_asked(entry, policy)));
        let (files, fields): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(name, _)| name == "list");
        let file = files.into_iter().next().filter(|_| policy.uploads).map(|(_, text)| Ok(text));
        Posted { fields, file }
    }

    /// Going back and forth between the form and the page before sending changes nothing of what would be sent.
    #[test]
    fn fuzz_drafts() {
        let policy = Policy::compiled_in();
        bolero::check!().for_each(|bytes| {
            let category =
                Category::ALL[bytes.first().map_or(0, |byte| usize::from(*byte)) % Category::ALL.len()];
            let entry = policy.of(category);
            let Ok(mut draft) = Draft::read(category, entry, spelled(bytes, category)) else { return };
            let Some(sent) = draft.check(entry) else {
                assert!(!draft.form.is_valid());
                return;
            };
            let shown = draft.form.values().map(|(entry, value)| {
                (entry.name().to_owned(), value.replace("\r\n", "\n").replace('\n', "\r\n"))
            });
            let mut again =
                Draft::read(category, entry, Posted { fields: shown.collect(), file: None }).unwrap();
            let again = again.check(entry).unwrap();
            assert_eq!((again.answers, again.disclosures), (sent.answers, sent.disclosures));
            let urls = |list: &List| list.addresses().map(|(_, url)| url.clone()).collect::<Vec<_>>();
            assert_eq!(urls(&again.list), urls(&sent.list));
        });
    }
}
