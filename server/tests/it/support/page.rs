//! A page as a person uses it: reads its words, finds a form by what it does, fills it in and sends it with whatever it hides.

use super::Client;
use super::client::Answer;

/// A page that was opened.
pub struct Page {
    path: String,
    pub answer: Answer,
}

/// A form of a page, filled in as the page shows it.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    fields: Vec<(String, String)>,
    /// Names of fields that can be filled in or chosen.
    known: Vec<String>,
}

/// One tag with its attributes.
struct Tag<'h> {
    name: &'h str,
    attributes: &'h str,
    /// What stands behind it.
    rest: &'h str,
}

impl Client {
    /// Opens a page, following redirects as a browser does.
    pub async fn open(&mut self, path: &str) -> Page {
        let mut path = path.to_owned();
        let mut answer = self.get(&path).await;
        while answer.status.is_redirection() {
            path = answer.location().to_owned();
            answer = self.get(&path).await;
        }
        Page { path, answer }
    }

    /// Sends a form and follows where it leads.
    pub async fn submit(&mut self, form: &Form) -> Page {
        let fields: Vec<_> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.post(&form.action, &fields).await;
        if answer.status.is_redirection() {
            let to = answer.location().to_owned();
            return self.open(&to).await;
        }
        Page { path: form.action.clone(), answer }
    }
}

impl Page {
    /// Where the browser is, with its query and fragment.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The words of the page, as one reads them: without markup, in one line.
    pub fn words(&self) -> String {
        let html = self.answer.text();
        let main = html.find("<main").map_or(html, |at| &html[at..]);
        let mut words = String::new();
        let mut left = main;
        while let Some(at) = left.find('<') {
            words.push_str(&left[..at]);
            let inline =
                ["<b", "</b", "<wbr", "<bdi", "</bdi", "<strong", "</strong", "<time", "</time", "<!"];
            if !inline.iter().any(|tag| left[at..].starts_with(tag)) {
                words.push(' ');
            }
            left = left[at..].find('>').map_or("", |end| &left[at + end + 1..]);
        }
        unescaped(&words).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails unless the page shows these words.
    #[track_caller]
    pub fn shows(&self, words: &str) {
        assert!(self.words().contains(words), "{} does not show “{words}”: {}", self.path, self.words());
    }

    /// Fails if these words, or this piece of markup, stand anywhere in the page.
    #[track_caller]
    pub fn hides(&self, words: &str) {
        let html = self.answer.text();
        assert!(!html.contains(words) && !self.words().contains(words), "{} shows “{words}”", self.path);
    }

    /// The first form that leads to an address ending so.
    #[track_caller]
    pub fn form(&self, to: &str) -> Form {
        let forms = self.forms();
        let found = forms.iter().find(|form| form.action.ends_with(to));
        let actions: Vec<_> = forms.iter().map(|form| &form.action).collect();
        found.cloned().unwrap_or_else(|| {
            panic!("{} has no form to {to}, only to {actions:?}: {}", self.path, self.words())
        })
    }

    fn forms(&self) -> Vec<Form> {
        let mut all = Vec::new();
        let mut left = self.answer.text();
        while let Some(tag) = tag(left, &["form"]) {
            let end = tag.rest.find("</form>").unwrap();
            let own = self.path.split(['?', '#']).next().unwrap().to_owned();
            let action =
                attribute(tag.attributes, "action").filter(|action| !action.is_empty()).unwrap_or(own);
            all.push(filled(action, &tag.rest[..end]));
            left = &tag.rest[end..];
        }
        all
    }
}

impl Form {
    /// Fills in or chooses; what stood there before is replaced.
    #[track_caller]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.known.iter().any(|known| known == name),
            "{} has no field {name}, only {:?}",
            self.action,
            self.known
        );
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The form with one more box of a list ticked.
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        assert!(self.known.iter().any(|known| known == name), "{} has no field {name}", self.action);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds what no field of the page holds, as somebody who means harm does.
    pub fn forged(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn filled(action: String, html: &str) -> Form {
    let mut form = Form { action, fields: Vec::new(), known: Vec::new() };
    let mut left = html;
    while let Some(tag) = tag(left, &["input", "textarea", "select", "button"]) {
        left = tag.rest;
        let Some(name) = attribute(tag.attributes, "name") else { continue };
        form.known.push(name.clone());
        if let Some(value) = standing(&tag) {
            form.fields.push((name, value));
        }
    }
    form
}

/// What a field sends if nobody touches it.
fn standing(tag: &Tag<'_>) -> Option<String> {
    let value = attribute(tag.attributes, "value");
    let is_on = attribute(tag.attributes, "checked").is_some();
    match (tag.name, attribute(tag.attributes, "type").as_deref()) {
        ("button", _) | ("input", Some("file")) => None,
        ("input", Some("checkbox" | "radio")) => is_on.then(|| value.unwrap_or_else(|| "on".to_owned())),
        ("input", _) => Some(value.unwrap_or_default()),
        ("textarea", _) => Some(unescaped(tag.rest.split("</textarea>").next()?)),
        _ => chosen(tag.rest.split("</select>").next()?),
    }
}

fn chosen(options: &str) -> Option<String> {
    let mut first = None;
    let mut left = options;
    while let Some(tag) = tag(left, &["option"]) {
        let value = attribute(tag.attributes, "value").unwrap_or_default();
        if attribute(tag.attributes, "selected").is_some() {
            return Some(value);
        }
        first = first.or(Some(value));
        left = tag.rest;
    }
    first
}

/// The next tag of one of these names.
fn tag<'h>(html: &'h str, names: &[&'h str]) -> Option<Tag<'h>> {
    let mut left = html;
    loop {
        left = &left[left.find('<')? + 1..];
        let name = names.iter().find(|name| {
            let after = left.strip_prefix(**name).and_then(|after| after.chars().next());
            after.is_some_and(|after| after == '>' || after.is_whitespace())
        });
        let end = left.find('>')?;
        if let Some(name) = name {
            return Some(Tag { name, attributes: &left[name.len()..end], rest: &left[end + 1..] });
        }
    }
}

/// An attribute's value; an attribute without one is empty.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut left = attributes;
    while let Some(at) = left.find(name) {
        let starts = at == 0 || left[..at].ends_with(char::is_whitespace);
        let after = &left[at + name.len()..];
        match after.strip_prefix("=\"") {
            Some(value) if starts => return Some(unescaped(&value[..value.find('"')?])),
            None if starts && !after.starts_with(|c: char| c.is_alphanumeric() || c == '-') => {
                return Some(String::new());
            }
            _ => left = after,
        }
    }
    None
}

fn unescaped(text: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    marks.iter().fold(text.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}
