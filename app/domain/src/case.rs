//! A case: staff's unit of work, one or more reports about the same thing.

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
            (Self::Open, Move::Work) => Ok(Self::Open),
            (Self::Decided, Move::Work) => Ok(Self::Decided),
            (Self::Open | Self::Decided, Move::Decide) => Ok(Self::Decided),
            (Self::Open | Self::Decided, Move::Close) => Ok(Self::Closed),
            (Self::Decided | Self::Closed, Move::Reopen) => Ok(Self::Open),
            (state, _) => Err(CaseRefusal { state }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_move() {
        let moves = [Move::Work, Move::Decide, Move::Close, Move::Reopen];
        let table = CaseState::ALL
            .iter()
            .map(|state| moves.map(|step| state.after(step).map_or("-", CaseState::as_str)).join(" "))
            .collect::<Vec<_>>();
        assert_eq!(table, ["open decided closed -", "decided decided closed open", "- - - open", "- - - -"]);
    }
}
