//! The data folder: who may enter it, and a place for the socket that is short enough.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{Account, EmbeddedError};

/// The kernel's limit on the path of a socket, less the name Postgres gives it.
const SOCKET_FOLDER_LIMIT: usize = 107 - "/.s.PGSQL.5432.lock".len();

/// Turns an I/O error into one that says what was tried on which path.
pub(super) fn failed<'a>(
    what: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> EmbeddedError + use<'a> {
    move |source| EmbeddedError::File { what, path: path.to_owned(), source }
}

/// Creates the data folder if needed and makes sure `account` can reach what is inside. Returns its full path.
pub(super) fn prepare(data_dir: &Path, account: &Account) -> Result<PathBuf, EmbeddedError> {
    let mode = if account.is_lent() { 0o711 } else { 0o700 };
    DirBuilder::new().recursive(true).mode(mode).create(data_dir).map_err(failed("create", data_dir))?;
    let folder = data_dir.canonicalize().map_err(failed("find", data_dir))?;
    if account.is_lent() {
        open_up(&folder)?;
        check_reach(&folder, account)?;
    }
    Ok(folder)
}

/// Lets other accounts pass through the data folder; what is inside has its own permissions.
fn open_up(folder: &Path) -> Result<(), EmbeddedError> {
    let metadata = fs::metadata(folder).map_err(failed("look at", folder))?;
    let mode = metadata.mode() | 0o011;
    fs::set_permissions(folder, Permissions::from_mode(mode & 0o7777)).map_err(failed("open", folder))
}

fn check_reach(folder: &Path, account: &Account) -> Result<(), EmbeddedError> {
    for parent in folder.ancestors() {
        let metadata = fs::metadata(parent).map_err(failed("look at", parent))?;
        if !may_enter(&metadata, account) {
            let account = account.name().to_owned();
            return Err(EmbeddedError::Closed { folder: parent.to_owned(), account });
        }
    }
    Ok(())
}

fn may_enter(folder: &Metadata, account: &Account) -> bool {
    let mode = folder.mode();
    if folder.uid() == account.uid() {
        return mode & 0o100 != 0;
    }
    if folder.gid() == account.gid() {
        return mode & 0o010 != 0;
    }
    mode & 0o001 != 0
}

/// A folder that belongs to `account` alone, made if it is not there.
pub(super) fn private(path: &Path, account: &Account) -> Result<(), EmbeddedError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.give(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check_private(path, account),
        Err(error) => Err(failed("create", path)(error)),
    }
}

fn check_private(path: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let metadata = fs::symlink_metadata(path).map_err(failed("look at", path))?;
    let ours = metadata.is_dir() && metadata.uid() == account.uid() && metadata.mode() & 0o077 == 0;
    if ours {
        return Ok(());
    }
    let cause =
        io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to somebody else, or others may read it");
    Err(failed("use", path)(cause))
}

/// Where the socket goes: beside the data if that path is short and plain, else in a private folder under /tmp.
pub(super) fn socket_folder(folder: &Path, account: &Account) -> Result<PathBuf, EmbeddedError> {
    let beside = folder.join("socket");
    let chosen = if fits(&beside) { beside } else { short_folder(folder) };
    private(&chosen, account)?;
    Ok(chosen)
}

fn fits(path: &Path) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    path.to_str().is_some_and(|text| text.len() <= SOCKET_FOLDER_LIMIT && text.bytes().all(plain))
}

fn short_folder(folder: &Path) -> PathBuf {
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from("/tmp").join(format!("abuse-portal-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_or_odd_paths_get_a_short_socket_folder() {
        assert!(fits(Path::new("/var/lib/abuse-portal/socket")));
        assert!(!fits(Path::new("/srv/my data/socket")));
        let long = PathBuf::from(format!("/{}", "x".repeat(100)));
        assert!(!fits(&long));
        assert!(fits(&short_folder(&long)));
        assert_ne!(short_folder(&long), short_folder(Path::new("/other")));
    }
}
