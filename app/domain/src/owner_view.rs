//! The views of a customer's list of reports.

use crate::report::ReportState;
use crate::word::words;

words! {
    /// A view of the reports about an account's sites, in the order in which they are shown.
    OwnerView {
        /// Those that wait for the owner, or waited in vain.
        Answer = "answer",
        /// Those that nothing has ended.
        Open = "open",
        /// Those for which the owner was warned or access is limited.
        Limited = "limited",
        /// Those that were decided or taken back.
        Closed = "closed",
        /// Everything.
        All = "all",
    }
}

impl OwnerView {
    /// Whether a report in this state belongs to the view.
    pub fn shows(self, state: ReportState) -> bool {
        match self {
            Self::Answer => state.waits_for_owner() || state == ReportState::Unanswered,
            Self::Open => state.is_undecided(),
            Self::Limited => matches!(state, ReportState::Warned | ReportState::Limited),
            Self::Closed => !state.is_undecided(),
            Self::All => true,
        }
    }

    /// The states of the view.
    pub fn states(self) -> impl Iterator<Item = ReportState> {
        ReportState::ALL.iter().copied().filter(move |state| self.shows(*state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_either_open_or_closed() {
        for state in ReportState::ALL {
            assert!(OwnerView::All.shows(*state));
            assert_ne!(OwnerView::Open.shows(*state), OwnerView::Closed.shows(*state), "{state}");
            assert!(OwnerView::Open.shows(*state) || !OwnerView::Answer.shows(*state), "{state}");
        }
    }
}
