mod tables;

use super::*;

fn changed(from: &str, to: &str) -> String {
    assert!(COMPILED_IN.contains(from), "{from}");
    COMPILED_IN.replacen(from, to, 1)
}

#[test]
fn the_compiled_in_policy_knows_every_category() {
    let policy = Policy::compiled_in();
    assert_eq!(policy.categories.len(), Category::ALL.len());
    assert_eq!(
        Group::ALL.iter().map(|group| policy.in_group(*group).count()).sum::<usize>(),
        Category::ALL.len()
    );
}

#[test]
fn child_abuse_reports_need_no_name_and_reach_ncmec_but_never_the_owner() {
    let policy = Policy::compiled_in();
    let entry = policy.of(Category::ChildAbuse);
    assert!(entry.allows_no_identity() && !entry.uploads);
    assert_eq!(entry.refer, [Party::Ncmec]);
    assert_eq!(entry.owner_notice, OwnerNotice::Never);
    assert_eq!(entry.clearance, Some(Clearance::ChildSafety));
}

#[test]
fn a_bad_file_is_refused_with_line_and_reason() {
    let cases = [
        (changed("[categories.phishing]", "[categories.fishing]"), "fishing"),
        (changed("uploads = false", "uploads = true"), "child-abuse material is never uploaded"),
        (changed("group = \"trick\"", "group = \"trick\"\ncolour = 1"), "colour"),
        (changed("answer_hours = 24", "answer_hours = 0"), "must be at least 1"),
        (changed("version = ", "versoin = "), "versoin"),
    ];
    for (text, reason) in cases {
        let error = Policy::parse(&text).unwrap_err().to_string();
        assert!(error.contains(reason) && error.contains("line "), "{error}");
    }
}

#[test]
fn child_abuse_is_neither_opened_to_all_staff_nor_kept_from_ncmec() {
    let lines = COMPILED_IN.lines().take_while(|line| *line != "[categories.child-abuse]").count();
    let not_referred = changed("refer = [\"ncmec\"]\n", "").replacen("ncmec = [", "# [", 1);
    for (text, reason) in [
        (changed("clearance = \"child_safety\"\n", ""), "set `clearance = \"child_safety\"`"),
        (not_referred, "`refer` must name \"ncmec\""),
        (changed("elsewhere = ", "# "), "name hotlines in `elsewhere`"),
    ] {
        let error = Policy::parse(&text).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert!(error.contains(&format!("line {}:", lines + 1)), "{error}");
    }
}

#[test]
fn neither_reporter_nor_policy_is_passed_over_when_a_host_is_told() {
    let policy = Policy::compiled_in();
    assert!(policy.of(Category::Phishing).may_tell_host(Disclosure::Anonymous));
    assert!(!policy.of(Category::Phishing).may_tell_host(Disclosure::Nothing));
    assert!(!policy.of(Category::Registration).may_tell_host(Disclosure::Anonymous));
}

#[test]
fn a_choice_that_is_not_offered_falls_back_to_the_default() {
    let policy = Policy::compiled_in();
    let copyright = policy.of(Category::Copyright).disclosures(
        Some(Disclosure::Nothing),
        Some(Disclosure::Anonymous),
        None,
    );
    assert_eq!((copyright.owner, copyright.host), (Disclosure::Named, Disclosure::Named));
}
