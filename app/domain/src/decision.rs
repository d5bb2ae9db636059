//! What staff can decide, and on which grounds they may decline.

use crate::word::words;

words! {
    /// What is decided about a case.
    DecisionKind {
        /// Pass it on; nothing on our side.
        Forward = "forward",
        /// Warn the customer.
        Warn = "warn",
        /// Limit access.
        Limit = "limit",
        /// Decline, with a reason code.
        Decline = "decline",
        /// Refer to somebody who can act.
        Refer = "refer",
    }
}

words! {
    /// How far a limit reaches.
    LimitScope {
        /// The reported addresses alone.
        Address = "address",
        /// The whole zone.
        Zone = "zone",
        /// Every zone of the account.
        Account = "account",
    }
}

words! {
    /// Why a report is declined (`denial_reason` of Cloudflare's submitted reports).
    DeclineReason {
        /// We looked and could not confirm it.
        UnableToConfirm = "unable_to_confirm",
        /// Something needed is missing.
        IncompleteReport = "incomplete_report",
        /// The address is not on our network.
        NotOnNetwork = "not_on_network",
        /// Somebody reported it before, and it is being handled.
        DuplicateReport = "duplicate_report",
        /// It is gone already.
        ContentRemoved = "content_removed",
        /// The details do not match what is at the address.
        ReportDetailsMismatch = "report_details_mismatch",
        /// There is no abuse.
        NoAbuseFound = "no_abuse_found",
        /// A copyright report does not say which work.
        MissingOriginalWork = "missing_original_work",
        /// We need the address of the content itself.
        DirectUrlRequired = "direct_url_required",
        /// It belongs to another category.
        WrongReportCategory = "wrong_report_category",
        /// The content cannot be reached.
        ContentUnavailable = "content_unavailable",
        /// It has to come from law enforcement.
        LawEnforcementReferralRequired = "law_enforcement_referral_required",
        /// It has to go through a domain dispute process (UDRP or URS).
        DomainDisputeProcessRequired = "domain_dispute_process_required",
    }
}

words! {
    /// What we do by ourselves about a category.
    Response {
        /// We may act on our own.
        Voluntary = "voluntary",
        /// We pass it on and do not act by ourselves.
        ForwardOnly = "forward_only",
        /// We act when a court or an authority orders it.
        OrderRequired = "order_required",
    }
}

/// Why a decision is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionRefusal {
    /// The category waits for an order and none is named.
    #[error("this category is limited only on an order; name the order")]
    OrderNeeded,
    /// The policy passes this category on and nothing more.
    #[error("this category is passed on; it is not limited or warned about by ourselves")]
    ForwardOnly,
    /// The category must be referred first.
    #[error("this category must be referred before it is closed in another way")]
    ReferralNeeded,
}

/// Checks a decision against what the policy allows for the category.
///
/// # Errors
/// Says which rule of the policy forbids it.
pub fn check(kind: DecisionKind, response: Response, has_order: bool) -> Result<(), DecisionRefusal> {
    match (kind, response) {
        (DecisionKind::Limit, Response::OrderRequired) if !has_order => Err(DecisionRefusal::OrderNeeded),
        (DecisionKind::Limit | DecisionKind::Warn, Response::ForwardOnly) => {
            Err(DecisionRefusal::ForwardOnly)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_waits_for_its_order() {
        assert_eq!(
            check(DecisionKind::Limit, Response::OrderRequired, false),
            Err(DecisionRefusal::OrderNeeded)
        );
        assert_eq!(check(DecisionKind::Limit, Response::OrderRequired, true), Ok(()));
        assert_eq!(check(DecisionKind::Limit, Response::Voluntary, false), Ok(()));
    }

    #[test]
    fn forward_only_neither_limits_nor_warns() {
        for kind in [DecisionKind::Limit, DecisionKind::Warn] {
            assert_eq!(check(kind, Response::ForwardOnly, true), Err(DecisionRefusal::ForwardOnly));
        }
        for kind in [DecisionKind::Forward, DecisionKind::Decline, DecisionKind::Refer] {
            assert_eq!(check(kind, Response::ForwardOnly, false), Ok(()));
        }
    }
}
