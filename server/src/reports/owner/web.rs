//! The pages of an account's reports.

mod file;
mod list;
mod report;
mod wish;

use crate::http::Problem;

pub(crate) use file::file;
pub(crate) use list::list;
pub(crate) use report::{answer, show};

use super::answer::AnswerRefusal;

impl From<AnswerRefusal> for Problem {
    fn from(refusal: AnswerRefusal) -> Self {
        match refusal {
            AnswerRefusal::NoReport => Self::NotFound,
            AnswerRefusal::Database(error) => error.into(),
            refused => Self::internal(refused),
        }
    }
}
