//! A folder of letters, one file each, newest last by name. The local mailbox is one, and so is the `file` transport.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;

use mail_parser::MessageParser;
use uuid::Uuid;

/// A folder of letters.
#[derive(Clone, Debug)]
pub struct Mailbox {
    folder: PathBuf,
}

/// A letter as the mailbox shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name in the mailbox.
    pub id: Uuid,
    /// Sender, as text.
    pub from: String,
    /// Recipient, as text.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// When it was written (seconds since 1970).
    pub date: i64,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// Every header as it was sent.
    pub headers: String,
}

impl Mailbox {
    /// The mailbox in `folder`, made if needed. Letters hold secret links, so only their owner may read them.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self { folder })
    }

    /// Keeps a letter. Written beside and renamed, so that nobody reads half of it.
    pub(super) async fn put(&self, id: Uuid, content: &[u8]) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{id}.new"));
        let path = self.path(id);
        let content = content.to_vec();
        let written = tokio::task::spawn_blocking(move || {
            fs::write(&unfinished, content)?;
            fs::rename(&unfinished, path)
        });
        written.await.map_err(io::Error::other)?
    }

    /// The ids of the newest letters, newest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn newest(&self, limit: usize) -> io::Result<Vec<Uuid>> {
        let folder = self.folder.clone();
        let listed = tokio::task::spawn_blocking(move || {
            let names = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            let mut ids: Vec<Uuid> =
                names.filter_map(|name| name.strip_suffix(".eml")?.parse().ok()).collect();
            ids.sort_unstable_by(|one, other| other.cmp(one));
            ids.truncate(limit);
            Ok(ids)
        });
        listed.await.map_err(io::Error::other)?
    }

    /// One letter, if it is there and readable.
    ///
    /// # Errors
    /// When the file cannot be read for another reason than not being there.
    pub async fn get(&self, id: Uuid) -> io::Result<Option<Kept>> {
        let path = self.path(id);
        let read = tokio::task::spawn_blocking(move || fs::read(path)).await.map_err(io::Error::other)?;
        match read {
            Ok(content) => Ok(understand(id, &content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.eml"))
    }
}

fn understand(id: Uuid, content: &[u8]) -> Option<Kept> {
    let message = MessageParser::default().parse(content)?;
    let head = content.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(content.len());
    Some(Kept {
        id,
        from: parties(message.from()),
        to: parties(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message.date().map_or(0, mail_parser::DateTime::to_timestamp),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        headers: String::from_utf8_lossy(content.get(..head).unwrap_or_default()).into_owned(),
    })
}

fn parties(address: Option<&mail_parser::Address<'_>>) -> String {
    let one = |party: &mail_parser::Addr<'_>| match (party.name(), party.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (_, address) => address.unwrap_or_default().to_owned(),
    };
    address.map(|address| address.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}
