//! The compiled-in policy as people read it: every number and every list, so that a change is seen.

use std::fmt::{Display, Write as _};

use super::*;
use crate::field::Shape;

#[test]
fn what_may_stand_in_each_field() {
    let mut table = String::new();
    for field in Field::ALL {
        writeln!(table, "{field}: {}{}", holds(field.shape()), whose(*field)).unwrap();
    }
    insta::assert_snapshot!(table);
}

fn holds(shape: Shape) -> String {
    match shape {
        Shape::Line(most) => format!("a line of {most} characters"),
        Shape::Text(most) => format!("lines of {most} characters in all"),
        Shape::Email => "an email address".to_owned(),
        Shape::Tick => "a tick".to_owned(),
        Shape::YesNo => "yes or no".to_owned(),
        Shape::Ips(most) => format!("{most} IP addresses"),
        Shape::Ports(most) => format!("{most} ports with their protocols"),
        Shape::OneOf(words) => format!("one of {}", words.join(", ")),
        Shape::AnyOf(words) => format!("any of {}", words.join(", ")),
    }
}

fn whose(field: Field) -> &'static str {
    match (field.is_identity(), field.is_for_staff_only()) {
        (true, _) => "; says who reports",
        (false, true) => "; for staff alone",
        (false, false) => "",
    }
}

#[test]
fn what_is_said_of_each_category() {
    let policy = Policy::compiled_in();
    let rows: Vec<_> = Category::ALL.iter().map(|category| row(*category, policy.of(*category))).collect();
    insta::assert_snapshot!(rows.join("\n"));
}

/// Everything but the sentences. A key that is new has to be named here.
fn row(category: Category, of: &CategoryPolicy) -> String {
    let CategoryPolicy {
        word,
        wrong: _,
        hint: _,
        group,
        ask: _,
        ask_hint: _,
        required,
        optional,
        owner,
        host,
        ncmec,
        owner_notice,
        response,
        refer,
        answer_hours,
        decide_hours,
        severity,
        clearance,
        elsewhere,
        uploads,
        crosswalk,
    } = of;
    let known = [&crosswalk.act, &crosswalk.code, &crosswalk.xarf, &crosswalk.dsa, &crosswalk.dsa_keyword];
    let clearance: Vec<_> = clearance.iter().collect();
    let elsewhere = if elsewhere.is_some() { "hotlines" } else { "who hosts it" };
    [
        format!("{category}: “{word}” under {group}, {severity}; seen by {}", or(&clearance, "all staff")),
        format!("  required: {}", or(required, "nothing")),
        format!("  optional: {}", or(optional, "nothing")),
        format!("  owner: {}; told {owner_notice}, has {answer_hours} h", or(owner, "-")),
        format!("  host: {}; NCMEC: {}", or(host, "-"), or(ncmec, "-")),
        format!("  we: {response}, within {decide_hours} h; must refer to {}", or(refer, "nobody")),
        format!("  a list as a file: {uploads}; of what is not ours we name {elsewhere}"),
        format!("  elsewhere called: {}\n", known.map(|word| word.as_deref().unwrap_or("-")).join(", ")),
    ]
    .join("\n")
}

fn or(words: &[impl Display], nothing: &str) -> String {
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    if words.is_empty() { nothing.to_owned() } else { words.join(", ") }
}
