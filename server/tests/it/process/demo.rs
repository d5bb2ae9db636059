use domain::category::Category;
use domain::report::ReportState;
use rustix::process::Signal;
use serde_json::Value;

use super::{Folder, Process, command, wait_until};

const ROLES: [&str; 6] = ["customer", "other_customer", "agency", "staff", "lead", "child_safety"];

fn serve_demo(folder: &Folder) -> std::process::Command {
    command(&folder.0, &["serve", "--demo", "--listen", "127.0.0.1:0"])
}

fn sign_ins(folder: &Folder) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.0.join("demo.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn a_world_that_was_cut_short_is_made_whole_and_then_kept() {
    let folder = Folder::new("demo");
    let mut cut_short = serve_demo(&folder).spawn().unwrap();
    wait_until(|| folder.postmaster().is_some());
    std::thread::sleep(std::time::Duration::from_secs(4));
    cut_short.kill().unwrap();
    cut_short.wait().unwrap();

    let portal = Process::start(serve_demo(&folder));
    let world = sign_ins(&folder);
    assert_eq!(world["base_url"], format!("http://{}", portal.address));
    everybody_gets_in(&portal, &world).await;
    let counted = everything_occurs(&folder).await;

    assert!(portal.end(Signal::TERM).success());
    let again = Process::start(serve_demo(&folder));
    assert_eq!(sign_ins(&folder)["sign_in"], world["sign_in"]);
    assert_eq!(everything_occurs(&folder).await, counted);
    assert!(again.end(Signal::TERM).success());
}

async fn everybody_gets_in(portal: &Process, world: &Value) {
    for role in ROLES {
        let person = &world["sign_in"][role];
        let mut browser = portal.browser();
        let form = browser.open("/sign-in").await.form("/sign-in");
        let form = form.with("email", person["email"].as_str().unwrap());
        let inside = browser.submit(&form.with("password", person["password"].as_str().unwrap())).await;
        let Some(account) = person["account_id"].as_str() else {
            assert_eq!(inside.path(), "/staff", "{role}");
            continue;
        };
        assert!(inside.path().starts_with("/accounts"), "{role} is at {}", inside.path());
        let listed = browser.open(&format!("/accounts/{account}/zones")).await.words().replace("[.]", ".");
        for zone in person["zones"].as_array().unwrap() {
            assert!(listed.contains(zone.as_str().unwrap()), "{role} does not see {zone} among {listed}");
        }
    }
    let mut agency = portal.browser();
    let person = &world["sign_in"]["agency"];
    let form = agency.open("/sign-in").await.form("/sign-in");
    let form = form.with("email", person["email"].as_str().unwrap());
    agency.submit(&form.with("password", person["password"].as_str().unwrap())).await;
    let accounts = agency.open("/accounts").await;
    assert!(accounts.answer.text().matches("href=\"/accounts/").count() >= 2, "{}", accounts.words());
}

/// Every state and every category is there; returns how many reports, accounts and zones.
async fn everything_occurs(folder: &Folder) -> (i64, i64, i64) {
    let mut rows = folder.all_seeing().await;
    let states: Vec<String> =
        sqlx::query_scalar("select distinct state from reports").fetch_all(&mut rows).await.unwrap();
    let missing: Vec<_> =
        ReportState::ALL.iter().filter(|state| !states.contains(&state.to_string())).collect();
    assert!(missing.is_empty(), "no report is {missing:?}");
    let categories: Vec<String> =
        sqlx::query_scalar("select distinct category from reports").fetch_all(&mut rows).await.unwrap();
    let missing: Vec<_> =
        Category::ALL.iter().filter(|category| !categories.contains(&category.to_string())).collect();
    assert!(missing.is_empty(), "no report is of {missing:?}");
    let counted: (i64, i64, i64) =
        sqlx::query_as("select (select count(*) from reports), (select count(*) from accounts), (select count(*) from zones)")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert!(counted.0 >= 55 && counted.1 == 3 && counted.2 >= 12, "{counted:?}");
    counted
}
