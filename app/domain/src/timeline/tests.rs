use super::*;

#[test]
fn what_the_reporter_and_staff_say_to_each_other_never_reaches_the_owner() {
    let private = [
        Happening::StaffAsked { text: "which page?".into() },
        Happening::ReporterReplied { text: "my name is …".into(), to_owner: false },
        Happening::ReporterWrote { text: "call me".into() },
        Happening::StaffWrote { to_owner: false, text: "thanks".into() },
        Happening::Restricted,
        Happening::WithdrawalNoted,
        Happening::PassedOn { to: Recipient::Host },
    ];
    assert!(private.iter().all(|happening| !happening.is_for_owner()));
}

#[test]
fn the_owners_words_stay_with_staff_unless_they_are_a_question() {
    assert!(!Happening::OwnerWrote { text: "we fixed it".into(), to_reporter: false }.is_for_reporter());
    assert!(Happening::OwnerWrote { text: "which page?".into(), to_reporter: true }.is_for_reporter());
}

#[test]
fn what_an_earlier_version_kept_is_still_read() {
    let kept = serde_json::json!({ "kind": "withdrawn", "reason": "" });
    assert_eq!(serde_json::from_value::<Happening>(kept).unwrap(), Happening::Withdrawn);
}

#[test]
fn the_stored_kind_is_the_serialised_tag() {
    let happening = Happening::OwnerTold { until: None, held: true };
    let json = serde_json::to_value(&happening).unwrap();
    assert_eq!(json["kind"], happening.kind());
    assert_eq!(serde_json::from_value::<Happening>(json).unwrap(), happening);
    let noted = CaseHappening::Noted { text: "x".into() };
    assert_eq!(serde_json::to_value(&noted).unwrap()["kind"], noted.kind());
}
