//! Passwords of the embedded database's roles and the portal's key, in a file only its owner reads.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::EmbeddedError;
use super::folders::failed;
use crate::config::SecretKey;
use crate::secrets::hex;

/// What must be the same at the next start.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Password of the role that sets up the cluster.
    pub superuser_password: String,
    /// Password of the role that owns the schema.
    pub owner_password: String,
    /// Password of the role the portal connects as.
    pub login_password: String,
    key: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

impl Secrets {
    /// The secrets of `folder`, made at the first start.
    ///
    /// # Errors
    /// When the file cannot be read, written or understood.
    pub fn load_or_create(folder: &Path) -> Result<Self, EmbeddedError> {
        let path = folder.join("secrets.toml");
        if !path.exists() {
            Self::random()?.save(&path)?;
        }
        let text = fs::read_to_string(&path).map_err(failed("read", &path))?;
        toml::from_str(&text)
            .map_err(|error| EmbeddedError::Secrets { path, cause: error.message().to_owned() })
    }

    /// The portal's key.
    #[must_use]
    pub fn secret_key(&self) -> Option<SecretKey> {
        SecretKey::new(self.key.clone().into_bytes().into_boxed_slice())
    }

    fn random() -> Result<Self, EmbeddedError> {
        Ok(Self {
            superuser_password: random_text()?,
            owner_password: random_text()?,
            login_password: random_text()?,
            key: random_text()?,
        })
    }

    /// Written beside and renamed, so that a crash leaves no half of it.
    fn save(&self, path: &Path) -> Result<(), EmbeddedError> {
        let unfinished = path.with_extension("new");
        let text = toml::to_string(self)
            .map_err(|error| EmbeddedError::Secrets { path: path.to_owned(), cause: error.to_string() })?;
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .map_err(failed("create", &unfinished))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed("write", &unfinished))?;
        fs::rename(&unfinished, path).map_err(failed("create", path))
    }
}

/// 256 random bits in hexadecimal: letters and digits alone, so it needs quoting nowhere.
fn random_text() -> Result<String, EmbeddedError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| failed("read", Path::new("/dev/urandom"))(std::io::Error::other(error)))?;
    Ok(hex(&bytes))
}
