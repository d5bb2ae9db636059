//! A machine that has no PostgreSQL and cannot fetch one.

use super::{Folder, command};

/// The data folder holds a cluster of a version that is installed nowhere, and the way out of the machine is closed.
#[test]
fn whoever_lacks_postgres_is_told_what_to_install() {
    let folder = Folder::new("no-postgres");
    std::fs::create_dir(folder.0.join("postgres")).unwrap();
    std::fs::write(folder.0.join("postgres/PG_VERSION"), "99\n").unwrap();
    let mut migrate = command(&folder.0, &["migrate"]);
    for closed in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        migrate.env(closed, "http://127.0.0.1:9");
    }
    let refused = migrate.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    for words in [
        "PostgreSQL 99 is neither installed nor could it be fetched",
        "Install it with `apt-get install postgresql`, or set DATABASE_URL to a database of your own",
    ] {
        assert!(said.contains(words), "{said}");
    }
}
