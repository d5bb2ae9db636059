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
        all.extend([Self::OwnerOverdue, Self::StaffAsked, Self::ReporterReplied]);
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
    /// The state after an event.
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
            ReportEvent::ReporterReplied => match self {
                Self::AskedByOwner => Some(Self::WithOwner),
                Self::AskedByStaff => Some(Self::Received),
                _ => None,
            },
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

/// Every pair of different states that some event leads through; the database refuses all others.
pub fn legal_moves() -> Vec<(ReportState, ReportState)> {
    let mut moves: Vec<_> = ReportState::ALL
        .iter()
        .flat_map(|from| {
            ReportEvent::all().into_iter().filter_map(|event| Some((*from, from.after(event).ok()?)))
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
    fn nothing_leaves_withdrawn() {
        assert!(ReportEvent::all().into_iter().all(|event| ReportState::Withdrawn.after(event).is_err()));
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
