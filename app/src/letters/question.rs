//! A question to the reporter. Whoever asks, it comes from us, and the answer goes through us.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{disarm, on};
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter, when the owner or staff need to know more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The submission's reference.
    pub reference: String,
    /// The site it is about, of several the first with how many more; nothing where it must not be named.
    pub host: Option<String>,
    /// Who asks.
    pub asker: Asker,
    /// The question; nothing where the report is restricted.
    pub text: String,
    /// Whether the owner knows who reported.
    pub named_to_owner: bool,
    /// Until when an answer is waited for; a letter from before does not say.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// Who asks the reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// The owner of the site.
    Owner,
    /// We ourselves.
    Staff,
}

impl Question {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let title = match self.asker {
            Asker::Owner => "The owner of the site has a question",
            Asker::Staff => "We have a question about your report",
        };
        let mut paragraphs = Vec::new();
        if let Some(host) = &self.host {
            paragraphs.push(Paragraph::Text(format!("It is about your report on {}.", disarm(host))));
        }
        paragraphs.push(match self.text.as_str() {
            "" => Paragraph::text("The question stands on your status page."),
            text => Paragraph::quote(text),
        });
        paragraphs.push(Paragraph::text(self.who_reads_it()));
        paragraphs.push(Paragraph::Action("Answer the question".to_owned()));
        let most = self.until.map(|until| format!(", or until {} at the latest", on(until, reader)));
        paragraphs.push(Paragraph::Text(format!(
            "Until you answer{}, nobody else has to act on the site it is about. You do not have to answer; then we decide with what we know.",
            most.unwrap_or_default()
        )));
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs,
            why: format!("Reference {}. You receive this because you reported it to us.", self.reference),
            can_be_stopped: true,
        }
    }

    fn who_reads_it(&self) -> &'static str {
        match (self.asker, self.named_to_owner) {
            (Asker::Staff, _) => "Only our analysts read what you answer.",
            (Asker::Owner, true) => {
                "The owner reads what you answer. They know your name and email address, as you chose, but write to you only through us."
            }
            (Asker::Owner, false) => {
                "The owner reads what you answer and is not told who you are. Leave out what would show it."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Zone;

    #[test]
    fn it_says_how_long_the_site_waits_and_for_how_long_at_most() {
        let question = Question {
            reference: "NE-1".to_owned(),
            host: None,
            asker: Asker::Staff,
            text: "Where?".to_owned(),
            named_to_owner: false,
            until: Some("2026-11-27T09:00:00Z".parse().unwrap()),
        };
        let reader = Reader::visitor("2026-11-24T14:40:00Z".parse().unwrap(), Zone::UTC);
        let letter = question.letter(reader);
        let Some(Paragraph::Text(last)) = letter.paragraphs.last() else { panic!("{letter:?}") };
        let until = on(question.until.unwrap(), reader);
        let wait =
            format!("Until you answer, or until {until} at the latest, nobody else has to act on the site");
        assert!(last.starts_with(&wait), "{last}");
    }
}
