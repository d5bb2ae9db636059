use rustix::process::Signal;

use super::{Folder, Process, command};
use crate::support::Client;

const PASSWORD: &str = "seven grey herons wade";

/// Runs a command and returns what it printed.
fn run(folder: &Folder, words: &[&str]) -> String {
    let done = command(&folder.0, words).output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The path of the link that was printed.
fn link(said: &str) -> &str {
    let line = said.lines().find(|line| line.contains("/invitation/")).unwrap();
    &line[line.find("/invitation/").unwrap()..]
}

async fn enter(portal: &Process, said: &str, leads_to: &str) -> Client {
    let mut browser = portal.browser();
    let form = browser.open(link(said)).await.form(link(said));
    let inside = browser.submit(&form.with("name", "Ines Duarte").with("password", PASSWORD)).await;
    assert!(inside.path().starts_with(leads_to), "{} {}", inside.path(), inside.words());
    browser
}

#[tokio::test]
async fn a_new_installation_gets_its_first_people() {
    let folder = Folder::new("first");
    let file = folder.0.join("accounts.csv");
    std::fs::write(&file, "acme,alderfinch.example,abuse@alderfinch.example\n").unwrap();
    let unknown = command(
        &folder.0,
        &["accounts", "invite", "--account", "acme", "--email", "ines@alderfinch.example"],
    );
    let refused = { unknown }.output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("there is no account acme"), "{said}");

    assert!(
        run(&folder, &["accounts", "import", file.to_str().unwrap()])
            .contains("New accounts: 1. New zones: 1.")
    );
    std::fs::write(&file, "other,alderfinch.example\n").unwrap();
    let dry = run(&folder, &["accounts", "import", "--dry-run", file.to_str().unwrap()]);
    assert!(dry.contains("Zones that moved from another account: 1.\nNothing is stored"), "{dry}");
    std::fs::write(&file, "acme,https://birch.example/\nacme,birch.example\n").unwrap();
    let partly = command(&folder.0, &["accounts", "import", file.to_str().unwrap()]).output().unwrap();
    let said = String::from_utf8(partly.stderr).unwrap();
    assert!(
        !partly.status.success() && said.contains("line 1: `https://birch.example/` is an address"),
        "{said}"
    );
    assert!(said.contains("1 line could not be used; the others are stored"), "{said}");
    let boss = ["staff", "add", "--email", "ruth@northwind.example", "--name", "Ruth", "--role", "boss"];
    let refused = command(&folder.0, &boss).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("choose one of analyst, senior, legal, lead"), "{said}");
    let owner =
        run(&folder, &["accounts", "invite", "--account", "acme", "--email", "ines@alderfinch.example"]);
    let lead = run(
        &folder,
        &["staff", "add", "--email", "ruth@northwind.example", "--name", "Ruth", "--role", "lead"],
    );
    assert!(lead.contains("is on staff now: lead, no clearance."), "{lead}");
    assert!(!lead.contains("customer"), "{lead}");
    let listed = run(&folder, &["staff", "list"]);
    assert_eq!(listed, "ruth@northwind.example (Ruth): lead, no clearance, has not set a password\n");
    assert!(run(&folder, &["migrate"]).contains("has the schema of this program"));
    let portal = Process::serve(&folder.0);
    portal.wait_until_ready();
    enter(&portal, &owner, "/accounts/").await;
    let mut ruth = enter(&portal, &lead, "/staff").await;
    let both = ["staff", "add", "--email", "Ines@alderfinch.example", "--name", "Ines", "--role", "analyst"];
    let both = run(&folder, &both);
    assert!(both.contains("is a customer too, owner of acme"), "{both}");
    // While the portal runs, the commands work beside it.
    let again = run(
        &folder,
        &["accounts", "invite", "--account", "acme", "--email", "jo@alderfinch.example", "--role", "reader"],
    );
    enter(&portal, &again, "/accounts/").await;
    assert!(again.contains(&portal.address), "{again}");
    let left = run(&folder, &["staff", "remove", "--email", "Ruth@northwind.example"]);
    assert!(left.contains("no longer on staff. Open cases given back: 0."), "{left}");
    assert!(ruth.open("/staff").await.path().starts_with("/sign-in"));
    let again =
        command(&folder.0, &["staff", "remove", "--email", "ruth@northwind.example"]).output().unwrap();
    assert!(!again.status.success());
    assert!(portal.end(Signal::TERM).success());
}
