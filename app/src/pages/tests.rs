mod identity;
mod public;

use std::sync::Arc;

use leptos::prelude::*;

use super::problem::{Problem, ProblemPage};
use super::styleguide::StyleGuide;
use crate::components::tests::{HOSTILE, assert_harmless, readable};
use crate::components::{Reader, Zone};
use crate::frame::Site;
use crate::frame::tests::site;
use crate::links;
use crate::render::html;

fn problem(problem: Problem) -> String {
    html(|| view! { <ProblemPage site=site(false) problem=problem inside=None request="req-01J9ZK4T" /> })
        .html
}

#[test]
fn a_page_that_is_not_there() {
    insta::assert_snapshot!(readable(&problem(Problem::not_found())));
}

#[test]
fn every_problem_says_what_to_do() {
    let all = [
        Problem::not_found(),
        Problem::link_expired(),
        Problem::foreign_origin(),
        Problem::conflict("Jonas closed the case at 15:52.", links::case(1)),
        Problem::too_large("1 MB"),
        Problem::unreadable(415),
        Problem::too_many("2 min"),
        Problem::unavailable(),
        Problem::broken(),
    ];
    for one in all {
        let (status, title) = (one.status, one.title.clone());
        let page = problem(one);
        assert!(page.contains(&title) && page.contains(&status.to_string()), "{page}");
        assert!(page.contains("class=\"button\"") && page.contains("req-01J9ZK4T"), "{page}");
    }
}

#[test]
fn a_problem_shows_hostile_text_as_text() {
    assert_harmless(&problem(Problem::new(400, HOSTILE, HOSTILE)));
}

/// The style guide at a fixed moment.
fn style_guide(site: Arc<Site>) -> String {
    let reader =
        Reader::visitor("2026-11-24T14:55:00Z".parse().unwrap(), Zone::named("Europe/Berlin").unwrap());
    html(|| view! { <StyleGuide site=site reader=reader /> }).html
}

#[test]
fn the_style_guide_shows_every_class_of_the_sheet_that_components_use() {
    let page = style_guide(site(false));
    for class in [
        "badge",
        "button primary",
        "choice-more",
        "error-summary",
        "deadline",
        "clock",
        "timeline",
        "party",
        "pager",
    ] {
        assert!(page.contains(&format!("class=\"{class}\"")), "{class}");
    }
}

#[test]
fn no_page_has_an_inline_style_or_an_id_twice() {
    let page = style_guide(site(true));
    assert!(!page.contains("style=\""));
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
