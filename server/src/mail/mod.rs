//! Letters leave here, by one of several ways. Only jobs send; what is sent has been committed before.

mod address;
mod letter;
pub mod mailbox;
mod smtp;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::message::Mailbox as Party;

pub use address::{BadAddress, party};
pub use letter::{MessageId, Outgoing};
use mailbox::Mailbox;

use crate::config::{Config, MailTransport};
use crate::ids;

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct MailError {
    /// Whether it may leave later: the server is away, full, or not yet set up right. Otherwise it never will.
    pub retryable: bool,
    /// What the mail server answered (RFC 5321, section 4.2), where it did.
    pub code: Option<u16>,
    /// For operators; never shown to visitors and never logged, since servers repeat addresses in it.
    pub cause: String,
}

impl MailError {
    fn for_now(cause: impl ToString) -> Self {
        Self { retryable: true, code: None, cause: cause.to_string() }
    }

    fn for_good(cause: impl ToString) -> Self {
        Self { retryable: false, code: None, cause: cause.to_string() }
    }

    /// The same without a word of the mail server's: fit for a log.
    #[must_use]
    pub fn discreet(&self) -> String {
        self.code.map_or_else(
            || "the letter could not be handed over".to_owned(),
            |code| format!("the mail server answered {code}"),
        )
    }
}

/// The way letters leave.
#[derive(Clone, Debug)]
pub struct Mailer(Way);

#[derive(Clone, Debug)]
enum Way {
    Smtp(smtp::Server),
    Folder(Mailbox),
    Mailbox(Mailbox),
    Memory(Memory),
}

type Memory = Arc<Mutex<Vec<Vec<u8>>>>;

impl Mailer {
    /// The way that the settings ask for.
    ///
    /// # Errors
    /// When the name of the mail server cannot be one, or a folder cannot be made.
    pub fn of(config: &Config) -> Result<Self, MailError> {
        let way = match config.mail.transport {
            MailTransport::Smtp => Way::Smtp(smtp::Server::of(&config.mail.smtp)?),
            MailTransport::File => {
                let folder = config.mail.folder.clone().unwrap_or_else(|| config.data_dir.join("mail"));
                Way::Folder(open(folder)?)
            }
            MailTransport::Mailbox => Way::Mailbox(open(config.data_dir.join("mailbox"))?),
        };
        Ok(Self(way))
    }

    /// Keeps letters in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self(Way::Memory(Memory::default()))
    }

    /// Sends one letter. Sending it again gives the same message id, by which mail programs know it.
    ///
    /// # Errors
    /// When the letter did not leave; the error says whether trying again makes sense.
    pub async fn send(&self, outgoing: &Outgoing) -> Result<(), MailError> {
        let message = letter::compose(outgoing)?;
        match &self.0 {
            Way::Smtp(server) => server.send(message, outgoing.to.email.user().is_ascii()).await,
            Way::Folder(folder) | Way::Mailbox(folder) => {
                let id = ids::at(outgoing.date);
                folder.put(id, &message.formatted()).await.map_err(MailError::for_now)
            }
            Way::Memory(letters) => {
                letters.lock().unwrap_or_else(PoisonError::into_inner).push(message.formatted());
                Ok(())
            }
        }
    }

    /// Takes the letters out of memory, in the order they were sent; none for the other ways.
    #[must_use]
    pub fn take(&self) -> Vec<Vec<u8>> {
        match &self.0 {
            Way::Memory(letters) => {
                std::mem::take(&mut *letters.lock().unwrap_or_else(PoisonError::into_inner))
            }
            _ => Vec::new(),
        }
    }

    /// The local mailbox, if letters go there.
    #[must_use]
    pub const fn mailbox(&self) -> Option<&Mailbox> {
        match &self.0 {
            Way::Mailbox(mailbox) => Some(mailbox),
            _ => None,
        }
    }
}

fn open(folder: PathBuf) -> Result<Mailbox, MailError> {
    let name = folder.display().to_string();
    Mailbox::open(folder).map_err(|error| MailError::for_good(format!("{name}: {error}")))
}
