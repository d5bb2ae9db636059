//! A case: staff's unit of work, one or more reports about the same thing.

use crate::account::{StaffRole, Tier};
use crate::category::Clearance;
use crate::word::words;

words! {
    /// Where a case stands.
    CaseState {
        /// Waits for somebody on staff.
        Open = "open",
        /// Decided; kept in sight until it is closed.
        Decided = "decided",
        /// Done.
        Closed = "closed",
        /// Its reports were joined into another case.
        Merged = "merged",
    }
}

words! {
    /// The queues of the staff's work area, in the order in which they are shown.
    View {
        /// Nobody has taken it.
        New = "new",
        /// Due within four hours.
        DueSoon = "due-soon",
        /// Past its time.
        Overdue = "overdue",
        /// The owner has answered.
        Answered = "answered",
        /// The reporter has come back.
        Returned = "returned",
        /// Escalated to another tier.
        Escalated = "escalated",
        /// Mine.
        Mine = "mine",
        /// Everything, closed ones too.
        All = "all",
    }
}

words! {
    /// The order of a queue.
    Order {
        /// Next to breach first.
        Due = "due",
        /// Opened last first.
        Newest = "newest",
        /// Most urgent first.
        Severity = "severity",
    }
}

/// What can be done to a case, as far as its state decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Take it, classify it, note, ask, join, split, escalate.
    Work,
    /// Decide it.
    Decide,
    /// Close it.
    Close,
    /// Open it again.
    Reopen,
    /// Lift a limit that an earlier decision put in force.
    Lift,
    /// Say what became of a referral, or end the reporters’ links.
    Settle,
}

/// The case does not allow the move in its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {state} does not allow this")]
pub struct CaseRefusal {
    /// The state the case is in.
    pub state: CaseState,
}

impl CaseState {
    /// The state after a move.
    ///
    /// # Errors
    /// When the case is in a state that does not allow the move.
    pub fn after(self, step: Move) -> Result<Self, CaseRefusal> {
        match (self, step) {
            (Self::Open | Self::Decided, Move::Work) => Ok(self),
            (Self::Open | Self::Decided | Self::Closed, Move::Lift | Move::Settle) => Ok(self),
            (Self::Open | Self::Decided, Move::Decide) => Ok(Self::Decided),
            (Self::Open | Self::Decided, Move::Close) => Ok(Self::Closed),
            (Self::Decided | Self::Closed, Move::Reopen) => Ok(Self::Open),
            (state, _) => Err(CaseRefusal { state }),
        }
    }
}

/// What somebody must be cleared for to see a case: what its category asks for, and child safety where it lies with that tier.
pub fn clearance(tier: Tier, category: Option<Clearance>) -> Option<Clearance> {
    if tier == Tier::ChildSafety { Some(Clearance::ChildSafety) } else { category }
}

/// Where a case lies when it is said to be about something else, by what the old and the new category ask for. What becomes restricted goes to
/// child safety, and what is restricted no more leaves it; what was escalated stays where it lies.
pub fn tier_after(tier: Tier, was: Option<Clearance>, is: Option<Clearance>) -> Tier {
    match (was, is) {
        (None, Some(Clearance::ChildSafety)) => Tier::ChildSafety,
        (Some(Clearance::ChildSafety), None) if tier == Tier::ChildSafety => Tier::First,
        _ => tier,
    }
}

/// Whether a case may be passed to a tier: what its category restricts stays with those who are cleared for it.
pub fn may_lie_with(tier: Tier, category: Option<Clearance>) -> bool {
    category.is_none_or(|Clearance::ChildSafety| tier == Tier::ChildSafety)
}

/// Whether somebody may send a case from one tier to another. What lies with a tier is passed on by that tier,
/// but anybody who sees a child in danger may pass it to child safety.
pub fn may_escalate(from: Tier, to: Tier, role: StaffRole, clearances: &[Clearance]) -> bool {
    from != to && (to == Tier::ChildSafety || from.is_open_to(role, clearances))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_lies_with_child_safety_is_restricted() {
        assert_eq!(clearance(Tier::ChildSafety, None), Some(Clearance::ChildSafety));
        assert_eq!(clearance(Tier::First, Some(Clearance::ChildSafety)), Some(Clearance::ChildSafety));
        assert_eq!(clearance(Tier::Legal, None), None);
    }

    #[test]
    fn only_another_restriction_moves_a_case_by_its_category() {
        let restricted = Some(Clearance::ChildSafety);
        for tier in Tier::ALL.iter().copied() {
            assert_eq!(tier_after(tier, None, None), tier, "escalated cases stay");
            assert_eq!(tier_after(tier, restricted, restricted), tier);
            assert_eq!(tier_after(tier, None, restricted), Tier::ChildSafety);
        }
        assert_eq!(tier_after(Tier::ChildSafety, restricted, None), Tier::First);
        assert_eq!(tier_after(Tier::Legal, restricted, None), Tier::Legal);
    }

    #[test]
    fn what_its_category_restricts_is_passed_to_child_safety_alone() {
        for tier in Tier::ALL.iter().copied() {
            assert!(may_lie_with(tier, None));
            assert_eq!(may_lie_with(tier, Some(Clearance::ChildSafety)), tier == Tier::ChildSafety);
        }
    }

    #[test]
    fn a_tier_passes_on_its_own_cases_and_anybody_alerts_child_safety() {
        for role in StaffRole::ALL {
            assert!(may_escalate(Tier::Legal, Tier::ChildSafety, *role, &[]));
            assert!(!may_escalate(Tier::Senior, Tier::Senior, *role, &[]));
        }
        assert!(!may_escalate(Tier::Legal, Tier::First, StaffRole::Analyst, &[]));
        assert!(may_escalate(Tier::Legal, Tier::First, StaffRole::Legal, &[]));
    }

    #[test]
    fn every_state_and_move() {
        let moves = [Move::Work, Move::Decide, Move::Close, Move::Reopen, Move::Lift, Move::Settle];
        let table = CaseState::ALL
            .iter()
            .map(|state| moves.map(|step| state.after(step).map_or("-", CaseState::as_str)).join(" "))
            .collect::<Vec<_>>();
        assert_eq!(
            table,
            [
                "open decided closed - open open",
                "decided decided closed open decided decided",
                "- - - open closed closed",
                "- - - - - -"
            ]
        );
    }
}
