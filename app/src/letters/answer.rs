//! That the owner answered: to the reporter which answer it was, to staff that the case is ready.

use domain::report::Answer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::content::CaseName;
use super::words::{disarm, on};
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter, when the owner answered. The owner's words stay with us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerToReporter {
    /// The submission's reference.
    pub reference: String,
    /// The site; of several the first with how many more.
    pub host: Option<String>,
    /// Which answer.
    pub answer: Answer,
    /// Until when the owner works on it.
    pub until: Option<Timestamp>,
}

/// To whoever on staff has the case, when the owner answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerToStaff {
    /// The case.
    pub case: CaseName,
    /// The report's reference.
    pub reference: String,
    /// Which answer.
    pub answer: Answer,
    /// Until when the owner works on it.
    pub until: Option<Timestamp>,
}

impl AnswerToReporter {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        Letter {
            subject: format!("The owner of the site has answered: {}", self.reference),
            title: "The owner of the site has answered".to_owned(),
            paragraphs: vec![
                Paragraph::Text(format!("About {}: {}", self.place(), said(self.answer, self.until, reader))),
                Paragraph::text(
                    "What they wrote stays with us. We look at it and decide; you hear from us then.",
                ),
                Paragraph::Action("Open your report".to_owned()),
                Paragraph::text("If it is still there, or back again, tell us on that page."),
            ],
            why: format!("Reference {}. You receive this because you reported it to us.", self.reference),
            can_be_stopped: true,
        }
    }

    fn place(&self) -> String {
        self.host.as_deref().map_or_else(|| "the addresses you reported".to_owned(), disarm)
    }
}

impl AnswerToStaff {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let mut paragraphs = self.case.opening();
        if !self.case.restricted() {
            let said = said(self.answer, self.until, reader);
            paragraphs.push(Paragraph::Text(format!("{}: {said}", self.reference)));
        }
        self.case.letter("The owner answered", paragraphs)
    }
}

fn said(answer: Answer, until: Option<Timestamp>, reader: Reader) -> String {
    match (answer, until) {
        (Answer::Removed, _) => "the owner says that it is removed or fixed.".to_owned(),
        (Answer::Working, Some(until)) => format!("the owner is working on it, until {}.", on(until, reader)),
        (Answer::Working, None) => "the owner is working on it.".to_owned(),
        (Answer::Disputed, _) => "the owner says that it is a mistake, and has told us why.".to_owned(),
        (Answer::NeedsDetail, _) => "the owner needs more detail.".to_owned(),
    }
}
