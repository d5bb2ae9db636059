//! A case and what stands on its page, full of words of somebody's.

use super::*;

pub(super) fn desk(person: &str) -> Desk {
    let views = [(View::New, 41), (View::DueSoon, 3), (View::Overdue, 1), (View::Mine, 2)];
    Desk {
        site: site(false),
        person: person.to_owned(),
        role: "Analyst",
        is_cleared: false,
        counts: Counts { views: views.to_vec(), restricted: 0 },
        reader: Reader::staff(at("2026-11-24T14:55:00Z"), Zone::named("Europe/Copenhagen").unwrap()),
        flash: None,
    }
}

pub(super) fn categories(word: &str) -> Vec<(Category, String)> {
    vec![(Category::Phishing, word.to_owned())]
}

pub(super) fn seen() -> Seen {
    Seen { version: 4, at: at("2026-11-24T14:55:00Z") }
}

pub(super) fn head(words: &str, state: CaseState) -> Head {
    Head {
        case_id: Uuid::nil(),
        number: 51,
        version: 4,
        title: words.to_owned(),
        host: "login.alderfinch.example".to_owned(),
        category: Category::Phishing,
        severity: Severity::High,
        state,
        tier: Tier::First,
        clearance: None,
        assigned_to: Some((Uuid::nil(), words.to_owned())),
        account: Some((Uuid::nil(), words.to_owned())),
        reports: 1,
        opened_at: at("2026-11-24T08:14:00Z"),
        due_at: Some(at("2026-11-25T08:14:00Z")),
        paused_at: None,
        answered_at: Some(at("2026-11-24T11:05:00Z")),
        returned_at: None,
        withdrawn_at: None,
        joined_into: None,
    }
}

pub(super) fn report(words: &str, state: ReportState) -> Report {
    let by = ReportedBy {
        name: Some(words.to_owned()),
        email: Some(words.to_owned()),
        company: Some(words.to_owned()),
        tell: Disclosures {
            owner: Disclosure::Anonymous,
            host: Disclosure::Nothing,
            ncmec: Disclosure::Nothing,
        },
        is_written_to: true,
    };
    Report {
        reference: "NE-7F3K-92QD".to_owned(),
        submission_reference: Some("NE-QRBY-WB4X".to_owned()),
        state,
        host: "login.alderfinch.example".to_owned(),
        account: words.to_owned(),
        addresses: 1,
        allegation: words.to_owned(),
        received_at: at("2026-11-24T08:14:00Z"),
        owner_told_at: Some(at("2026-11-24T08:14:00Z")),
        owner_due_at: Some(at("2026-11-25T08:14:00Z")),
        owner_paused_at: None,
        asked_until: None,
        reporter: Some(by),
        answers: vec![(Field::Comments, words.to_owned())],
    }
}

pub(super) fn one_site(host: &str, earlier: i64) -> Site {
    let origin = Some("192.0.2.7".to_owned());
    Site { host: host.to_owned(), service: Service::Proxied, origin, earlier, is_whole: true }
}

pub(super) fn facts(words: &str) -> Facts {
    let limit = Limit {
        mitigation_id: Uuid::nil(),
        scope: LimitScope::Zone,
        target: words.to_owned(),
        since: at("2026-11-22T15:30:00Z"),
        case: 51,
    };
    Facts {
        accounts: vec![Account {
            account_id: Uuid::nil(),
            name: words.to_owned(),
            confirmed: 2,
            unfounded: 1,
        }],
        sites: Sites { shown: vec![one_site(words, 2)], count: 1 },
        limits: Limits { shown: vec![limit.clone()], from: 20, count: 45 },
        others: vec![limit],
        decisions: vec![decided(words)],
        alike: vec![Alike { number: 44, title: words.to_owned(), why: super::super::record::Likeness::Host }],
        referrals: ReferralState::ALL.iter().map(|state| referral(words, *state)).collect(),
    }
}

pub(super) fn decided(words: &str) -> Decided {
    Decided {
        kind: DecisionKind::Limit,
        code: None,
        scope: Some(LimitScope::Zone),
        order: Some(words.to_owned()),
        policy: words.to_owned(),
        at: at("2026-11-24T12:10:00Z"),
        by: words.to_owned(),
    }
}

pub(super) fn referral(words: &str, state: ReferralState) -> Referral {
    let (with, reference) = (words.to_owned(), Some(words.to_owned()));
    let filed = Filed { on: "2026-11-24".parse().unwrap(), with, reference };
    Referral {
        referral_id: Uuid::nil(),
        to: Recipient::Registrar,
        state,
        since: at("2026-11-24T12:10:00Z"),
        filed: Some(filed).filter(|_| state == ReferralState::Filed),
        note: Some(words.to_owned()),
    }
}

pub(super) fn of_report(actor: Actor, name: &str, happening: Happening) -> Event {
    let (to_reporter, to_owner) = (happening.is_for_reporter(), happening.is_for_owner());
    let what = What::Report { reference: "NE-7F3K-92QD".to_owned(), happening, to_reporter, to_owner };
    Event { at: at("2026-11-24T11:05:00Z"), actor, name: Some(name.to_owned()), what }
}

pub(super) fn of_case(name: &str, happening: CaseHappening) -> Event {
    let what = What::Case(happening);
    Event { at: at("2026-11-24T12:10:00Z"), actor: Actor::Staff, name: Some(name.to_owned()), what }
}

pub(super) fn events(person: &str, words: &str) -> Vec<Event> {
    let text = || words.to_owned();
    let (decision, scope) = (DecisionKind::Limit, Some(LimitScope::Address));
    let decided = Happening::Decided {
        decision,
        reason_code: None,
        scope,
        reason: text(),
        left_out: 0,
        covered: Covered::default(),
    };
    vec![
        of_report(Actor::Reporter, person, Happening::Received { addresses: 1 }),
        of_report(Actor::Owner, person, Happening::OwnerAnswered { answer: Answer::Disputed, until: None }),
        of_report(Actor::Owner, person, Happening::OwnerWrote { text: text(), to_reporter: false }),
        of_report(Actor::Staff, person, Happening::StaffAsked { text: text() }),
        of_report(Actor::Reporter, person, Happening::ReporterReplied { text: text(), to_owner: false }),
        of_report(Actor::Reporter, person, Happening::ReporterWrote { text: text() }),
        of_report(Actor::Staff, person, Happening::StaffWrote { to_owner: true, text: text() }),
        of_report(Actor::Staff, person, decided),
        of_report(Actor::Staff, person, Happening::Lifted { reason: text(), covered: Covered::default() }),
        of_report(Actor::Staff, person, Happening::Reopened { reason: text() }),
        of_report(Actor::Reporter, person, Happening::Withdrawn),
        of_case(person, CaseHappening::Noted { text: text() }),
        of_case(person, CaseHappening::Escalated { tier: Tier::Legal, reason: text() }),
        of_case(person, CaseHappening::Closed { reason: text() }),
    ]
}

pub(super) fn letter(words: &str) -> Letter {
    Letter {
        letter_id: Uuid::nil(),
        kind: "decision".to_owned(),
        audience: "owner".to_owned(),
        recipient: words.to_owned(),
        subject: words.to_owned(),
        state: "failed".to_owned(),
        last_error: Some(words.to_owned()),
        created_at: at("2026-11-24T12:10:00Z"),
        sent_at: None,
    }
}

pub(super) fn written(words: &str) -> letters::Letter {
    let text = || words.to_owned();
    let paragraphs = vec![Paragraph::Text(text())];
    letters::Letter { subject: text(), title: text(), paragraphs, why: text(), can_be_stopped: false }
}

pub(super) fn forms(words: &str) -> CaseForms {
    let mut forms = CaseForms::default();
    let filled = |form: Form, names: &[&'static str]| {
        let mut form = names.iter().fold(form, |form, name| form.keep(*name, words));
        names.iter().for_each(|name| form.refuse(*name, words));
        form
    };
    forms.note = filled(forms.note, &["text"]);
    forms.ask = filled(forms.ask, &["text"]);
    forms.to_reporter = filled(forms.to_reporter, &["text"]);
    forms.to_owner = filled(forms.to_owner, &["text"]);
    forms.escalate = filled(forms.escalate, &["reason"]);
    forms.join = filled(forms.join, &["number"]);
    forms.lift = filled(forms.lift, &["reason"]);
    let keys = Uuid::nil().to_string();
    forms.referral = filled(forms.referral.keep("referral", keys), &["with", "on", "reference", "note"]);
    forms.decide = filled(forms.decide, &FIELDS);
    forms
}

pub(super) fn address(words: &str) -> Address {
    Address {
        url: "https://login.alderfinch.example/aurora".to_owned(),
        zone: "alderfinch.example".to_owned(),
        service: Service::Proxied,
        account: words.to_owned(),
        reports: 1,
        is_withdrawn: true,
        has_moved: false,
        is_followed: false,
        limited_at: None,
    }
}

pub(super) fn case(words: &str, state: CaseState) -> CaseView {
    let report_state = if state == CaseState::Open { ReportState::Answered } else { ReportState::Warned };
    CaseView {
        desk: desk("Maren"),
        head: head(words, state),
        seen: seen(),
        me: Me { user_id: Uuid::nil(), is_lead: true, may_decide: true },
        response: Response::Voluntary,
        group: Group::Trick,
        restricts: None,
        recipients: vec![Recipient::Police, Recipient::Host, Recipient::Registrar],
        answer_hours: 24,
        may_tell_owner: true,
        can_tell_owner: false,
        categories: categories("Phishing"),
        reports: vec![report(words, report_state)],
        addresses: vec![address(words)],
        lens: Lens::Everything,
        past: Past::Events(vec![]),
        facts: Facts::default(),
        forms: CaseForms::default(),
    }
}
