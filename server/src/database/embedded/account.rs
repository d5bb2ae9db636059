//! Who runs Postgres: ourselves, or an unprivileged account when we are root, because Postgres refuses root.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;

use rustix::process::{getegid, geteuid};
use tokio::process::Command;

use super::EmbeddedError;
use super::folders::failed;

/// The accounts root may lend to Postgres, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// An account of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    name: String,
    uid: u32,
    gid: u32,
    lent: bool,
}

impl Account {
    /// The account that Postgres shall run under.
    ///
    /// # Errors
    /// When we are root and there is no account to lend.
    pub fn for_postgres() -> Result<Self, EmbeddedError> {
        if !geteuid().is_root() {
            let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
            return Ok(Self { name: "you".to_owned(), uid, gid, lent: false });
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        CANDIDATES.iter().find_map(|name| find(&passwd, name)).ok_or(EmbeddedError::NoAccount)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn uid(&self) -> u32 {
        self.uid
    }

    pub(super) const fn gid(&self) -> u32 {
        self.gid
    }

    /// Whether it is another account than our own.
    pub(super) const fn is_lent(&self) -> bool {
        self.lent
    }

    /// A command that will run under this account, far from our folder and variables.
    /// Supplementary groups are dropped together with root.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin").current_dir("/");
        if self.lent {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a file or folder to this account.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        if !self.lent {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(failed("hand over", path))
    }
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name: name.to_owned(), uid, gid, lent: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str =
        "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533::/:/usr/sbin/nologin\nbad:x:y:z::/:\n";

    #[test]
    fn accounts_are_found_by_their_exact_name() {
        let nobody = find(PASSWD, "nobody").unwrap();
        assert_eq!((nobody.uid(), nobody.gid(), nobody.is_lent()), (65534, 65533, true));
        assert_eq!(find(PASSWD, "no"), None);
        assert_eq!(find(PASSWD, "bad"), None);
    }
}
