//! The state machine of a report: what one reporter says about addresses of one account.

use crate::decision::DecisionKind;
use crate::word::words;

words! {
    /// Where a report stands.
    ReportState {
        /// With staff.
        Received = "received",
        /// The owner has been told and the answer is awaited.
        WithOwner = "with_owner",
        /// The owner works on it until a date.
        OwnerWorking = "owner_working",
        /// The owner has answered; staff decide.
        Answered = "answered",
        /// The owner let the deadline pass; staff decide.
        Unanswered = "unanswered",
        /// The owner has a question, put to the reporter by us.
        AskedByOwner = "asked_by_owner",
        /// Staff have a question for the reporter.
        AskedByStaff = "asked_by_staff",
        /// Passed on; nothing more happens without an order.
        Held = "held",
        /// Decided: passed on, nothing on our side.
        Forwarded = "forwarded",
        /// Decided: the owner was warned.
        Warned = "warned",
        /// Decided: access is limited.
        Limited = "limited",
        /// Decided: declined.
        Declined = "declined",
        /// Decided: referred to somebody who can act.
        Referred = "referred",
        /// Taken back by the reporter.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What the owner answers.
    Answer {
        /// It is removed or fixed.
        Removed = "removed",
        /// Being worked on, until a date.
        Working = "working",
        /// Disputed, with a reason.
        Disputed = "disputed",
        /// More detail is needed from the reporter.
        NeedsDetail = "needs_detail",
    }
}

/// What moves a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportEvent {
    /// The notice to the owner went out; `held` where the category waits for an order.
    OwnerTold {
        /// Whether nothing more happens without an order.
        held: bool,
    },
    /// The owner answered.
    OwnerAnswered(Answer),
    /// The owner's deadline passed.
    OwnerOverdue,
    /// Staff asked the reporter something.
    StaffAsked,
    /// The reporter answered a question.
    ReporterReplied,
    /// The reporter was asked and did not answer in time.
    ReporterSilent,
    /// The reporter added addresses.
    AddressesAdded,
    /// Staff decided.
    Decided(DecisionKind),
    /// Staff opened it again.
    Reopened,
    /// It became restricted, and its owner no longer sees it.
    Restricted,
    /// The reporter took it back.
    Withdrawn,
}

impl ReportEvent {
    /// Every event, for the table of legal moves.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::OwnerTold { held: false }, Self::OwnerTold { held: true }];
        all.extend(Answer::ALL.iter().copied().map(Self::OwnerAnswered));
        all.extend([Self::OwnerOverdue, Self::StaffAsked, Self::ReporterReplied, Self::ReporterSilent]);
        all.push(Self::AddressesAdded);
        all.extend(DecisionKind::ALL.iter().copied().map(Self::Decided));
        all.extend([Self::Reopened, Self::Restricted, Self::Withdrawn]);
        all
    }
}

/// The report's state does not allow this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a report that is {state} does not allow this")]
pub struct ReportRefusal {
    /// The state the report is in.
    pub state: ReportState,
}

impl ReportState {
    /// The state after an event, of a report of which nothing else is known; [`Standing::after`] knows what it was before a question.
    ///
    /// # Errors
    /// When a report in this state does not allow the event.
    pub fn after(self, event: ReportEvent) -> Result<Self, ReportRefusal> {
        let next = match event {
            ReportEvent::OwnerTold { held } if self.may_tell_owner() => {
                Some(if held { Self::Held } else { Self::WithOwner })
            }
            ReportEvent::OwnerAnswered(answer) => self.after_answer(answer),
            ReportEvent::OwnerOverdue if matches!(self, Self::WithOwner | Self::OwnerWorking) => {
                Some(Self::Unanswered)
            }
            ReportEvent::StaffAsked if self.is_undecided() => Some(Self::AskedByStaff),
            ReportEvent::ReporterReplied | ReportEvent::ReporterSilent => match self {
                Self::AskedByOwner => Some(Self::WithOwner),
                Self::AskedByStaff => Some(Self::Received),
                _ => None,
            },
            ReportEvent::AddressesAdded if self != Self::Withdrawn => Some(self.with_more_addresses()),
            ReportEvent::Decided(kind) if self != Self::Withdrawn => Some(Self::decided(kind)),
            ReportEvent::Reopened if self.is_decided() => Some(Self::Received),
            ReportEvent::Restricted if self != Self::Withdrawn => Some(self.without_owner()),
            ReportEvent::Withdrawn if self.is_undecided() => Some(Self::Withdrawn),
            _ => None,
        };
        next.ok_or(ReportRefusal { state: self })
    }

    /// Whether the owner may answer now.
    pub fn may_be_answered(self) -> bool {
        matches!(
            self,
            Self::WithOwner
                | Self::OwnerWorking
                | Self::Answered
                | Self::Unanswered
                | Self::AskedByOwner
                | Self::AskedByStaff
                | Self::Held
                | Self::Received
                | Self::Warned
                | Self::Limited
        )
    }

    /// Whether the report waits for the owner's answer.
    pub fn waits_for_owner(self) -> bool {
        matches!(self, Self::WithOwner | Self::OwnerWorking)
    }

    /// Whether the report waits for the reporter's answer; the owner's clock stands still meanwhile.
    pub fn waits_for_reporter(self) -> bool {
        matches!(self, Self::AskedByOwner | Self::AskedByStaff)
    }

    /// Whether staff have decided.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Forwarded | Self::Warned | Self::Limited | Self::Declined | Self::Referred)
    }

    /// Whether nothing has ended the report yet.
    pub fn is_undecided(self) -> bool {
        !self.is_decided() && self != Self::Withdrawn
    }

    fn may_tell_owner(self) -> bool {
        matches!(self, Self::Received | Self::AskedByStaff | Self::Unanswered | Self::Answered)
    }

    fn without_owner(self) -> Self {
        match self {
            Self::WithOwner
            | Self::OwnerWorking
            | Self::Answered
            | Self::Unanswered
            | Self::AskedByOwner
            | Self::Held => Self::Received,
            state => state,
        }
    }

    /// An answer did not speak of the new addresses, so the owner is asked again; a decision stands.
    fn with_more_addresses(self) -> Self {
        match self {
            Self::Answered | Self::Unanswered => Self::WithOwner,
            state => state,
        }
    }

    /// An answer after a decision is noted and brings the case back, but the decision stands until staff change it.
    fn after_answer(self, answer: Answer) -> Option<Self> {
        if !self.may_be_answered() {
            return None;
        }
        Some(match (self, answer) {
            (Self::Warned | Self::Limited, _) => self,
            (_, Answer::Removed | Answer::Disputed) => Self::Answered,
            (_, Answer::Working) => Self::OwnerWorking,
            (_, Answer::NeedsDetail) => Self::AskedByOwner,
        })
    }

    fn decided(kind: DecisionKind) -> Self {
        match kind {
            DecisionKind::Forward => Self::Forwarded,
            DecisionKind::Warn => Self::Warned,
            DecisionKind::Limit => Self::Limited,
            DecisionKind::Decline => Self::Declined,
            DecisionKind::Refer => Self::Referred,
        }
    }
}

/// A report's state, and what it goes back to once a question to the reporter is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: ReportState,
    /// Where it would stand without the question; nothing where the reporter is not asked, or that was not kept.
    pub asked_in: Option<ReportState>,
}

impl Standing {
    /// The standing after an event. A question is put aside with where the report stood, and the report goes on from there: with its
    /// owner, whose clock runs again, if the owner was being waited for.
    ///
    /// # Errors
    /// When a report in this state does not allow the event.
    pub fn after(self, event: ReportEvent) -> Result<Self, ReportRefusal> {
        let is_over = matches!(event, ReportEvent::ReporterReplied | ReportEvent::ReporterSilent);
        let aside = match event {
            ReportEvent::Restricted => self.aside().without_owner(),
            ReportEvent::AddressesAdded => self.aside().with_more_addresses(),
            _ => self.aside(),
        };
        let state =
            if is_over && self.state.waits_for_reporter() { aside } else { self.state.after(event)? };
        Ok(Self { state, asked_in: state.waits_for_reporter().then_some(aside) })
    }

    /// Where the report stands, any question to its reporter put aside. An owner who asked is waited for again.
    fn aside(self) -> ReportState {
        match (self.state, self.asked_in) {
            (ReportState::AskedByOwner, Some(ReportState::Held)) => ReportState::Held,
            (ReportState::AskedByOwner, _) => ReportState::WithOwner,
            (ReportState::AskedByStaff, before) => before.unwrap_or(ReportState::Received),
            (state, _) => state,
        }
    }

    fn all() -> Vec<Self> {
        let aside = |state: &&ReportState| state.is_undecided() && !state.waits_for_reporter();
        let known = |state: ReportState| {
            let before = ReportState::ALL.iter().filter(aside).copied().map(Some);
            before.filter(move |_| state.waits_for_reporter()).chain([None])
        };
        let each = |state: &ReportState| {
            let state = *state;
            known(state).map(move |asked_in| Self { state, asked_in })
        };
        ReportState::ALL.iter().flat_map(each).collect()
    }
}

/// Every pair of different states that some event leads through; the database refuses all others.
pub fn legal_moves() -> Vec<(ReportState, ReportState)> {
    let mut moves: Vec<_> = Standing::all()
        .into_iter()
        .flat_map(|from| {
            let after = move |event| Some((from.state, from.after(event).ok()?.state));
            ReportEvent::all().into_iter().filter_map(after)
        })
        .filter(|(from, to)| from != to)
        .collect();
    moves.sort_unstable();
    moves.dedup();
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_event() {
        let table: Vec<String> = ReportState::ALL
            .iter()
            .map(|state| {
                let row: Vec<_> = ReportEvent::all()
                    .into_iter()
                    .map(|event| state.after(event).map_or("-", ReportState::as_str))
                    .collect();
                format!("{state}: {}", row.join(" "))
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn every_standing_and_every_event() {
        let words = |standing: Standing| match standing.asked_in {
            Some(before) => format!("{}<{before}>", standing.state),
            None => standing.state.to_string(),
        };
        let after = |from: Standing, event| from.after(event).map_or("-".to_owned(), words);
        let table: Vec<String> = Standing::all()
            .into_iter()
            .map(|from| {
                let row: Vec<_> = ReportEvent::all().into_iter().map(|event| after(from, event)).collect();
                format!("{}: {}", words(from), row.join(" "))
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn nothing_leaves_withdrawn() {
        assert!(ReportEvent::all().into_iter().all(|event| ReportState::Withdrawn.after(event).is_err()));
    }

    #[test]
    fn after_a_question_a_report_goes_on_from_where_it_stood() {
        let through = |start: ReportState, events: &[ReportEvent]| {
            let start = Standing { state: start, asked_in: None };
            let end = events.iter().try_fold(start, |standing, event| standing.after(*event)).unwrap();
            assert_eq!(end.asked_in, None, "{start:?}");
            end.state
        };
        let (owner_asks, staff_ask) =
            (ReportEvent::OwnerAnswered(Answer::NeedsDetail), ReportEvent::StaffAsked);
        for state in
            ReportState::ALL.iter().filter(|state| state.is_undecided() && !state.waits_for_reporter())
        {
            for over in [ReportEvent::ReporterReplied, ReportEvent::ReporterSilent] {
                assert_eq!(through(*state, &[staff_ask, over]), *state);
                assert_eq!(through(*state, &[staff_ask, staff_ask, over]), *state);
                let with_owner = if *state == ReportState::Held { *state } else { ReportState::WithOwner };
                assert_eq!(through(*state, &[owner_asks, over]), with_owner);
                assert_eq!(through(*state, &[owner_asks, staff_ask, over]), with_owner);
                assert_eq!(through(*state, &[staff_ask, owner_asks, over]), with_owner);
                let restricted = through(*state, &[staff_ask, ReportEvent::Restricted, over]);
                assert!(!restricted.waits_for_owner() && restricted != ReportState::Held, "{state}");
            }
        }
    }

    #[test]
    fn more_addresses_ask_an_owner_who_had_answered_again() {
        let answered = Standing { state: ReportState::Answered, asked_in: None };
        let again = answered.after(ReportEvent::AddressesAdded).unwrap();
        assert_eq!(again.state, ReportState::WithOwner);
        let asked = answered
            .after(ReportEvent::StaffAsked)
            .and_then(|asked| asked.after(ReportEvent::AddressesAdded));
        assert_eq!(asked.and_then(|asked| asked.after(ReportEvent::ReporterReplied)), Ok(again));
        assert_eq!(ReportState::Limited.after(ReportEvent::AddressesAdded), Ok(ReportState::Limited));
    }

    #[test]
    fn every_undecided_state_can_be_decided_and_withdrawn() {
        for state in ReportState::ALL.iter().filter(|state| state.is_undecided()) {
            assert_eq!(state.after(ReportEvent::Withdrawn), Ok(ReportState::Withdrawn));
            for kind in DecisionKind::ALL {
                assert!(state.after(ReportEvent::Decided(*kind)).is_ok_and(ReportState::is_decided));
            }
        }
    }

    #[test]
    fn a_restricted_report_waits_for_no_owner_and_keeps_its_decision() {
        for state in ReportState::ALL.iter().filter(|state| **state != ReportState::Withdrawn) {
            let next = state.after(ReportEvent::Restricted).unwrap();
            assert!(!next.waits_for_owner() && next != ReportState::AskedByOwner, "{state}");
            assert!(!state.is_decided() || next == *state, "{state}");
        }
    }

    #[test]
    fn an_answer_never_undoes_a_decision() {
        for state in ReportState::ALL.iter().filter(|state| state.is_decided()) {
            for answer in Answer::ALL {
                assert!(
                    state.after(ReportEvent::OwnerAnswered(*answer)).is_ok_and(|next| next == *state)
                        || !state.may_be_answered()
                );
            }
        }
    }
}
