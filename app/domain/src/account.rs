//! Who acts: members of an account and staff, and what their roles allow.

use crate::category::Clearance;
use crate::word::words;

words! {
    /// What a member may do in an account.
    MemberRole {
        /// Answers reports and manages members and contacts.
        Owner = "owner",
        /// Answers reports.
        Responder = "responder",
        /// Reads.
        Reader = "reader",
    }
}

impl MemberRole {
    /// Whether this role may answer reports.
    pub fn may_answer(self) -> bool {
        matches!(self, Self::Owner | Self::Responder)
    }

    /// Whether this role may invite, change and remove members and change the abuse contact.
    pub fn may_manage(self) -> bool {
        self == Self::Owner
    }
}

words! {
    /// What a member of staff does.
    StaffRole {
        /// Triages and decides.
        Analyst = "analyst",
        /// Takes what analysts escalate.
        Senior = "senior",
        /// Takes what needs a lawyer.
        Legal = "legal",
        /// Leads the desk.
        Lead = "lead",
    }
}

words! {
    /// Where a case lies.
    Tier {
        /// With any analyst.
        First = "first",
        /// With a senior analyst.
        Senior = "senior",
        /// With the legal team.
        Legal = "legal",
        /// With cleared child-safety staff.
        ChildSafety = "child_safety",
    }
}

impl Tier {
    /// Whether somebody with this role and these clearances works at this tier.
    pub fn is_open_to(self, role: StaffRole, clearances: &[Clearance]) -> bool {
        match self {
            Self::First => true,
            Self::Senior => matches!(role, StaffRole::Senior | StaffRole::Lead),
            Self::Legal => matches!(role, StaffRole::Legal | StaffRole::Lead),
            Self::ChildSafety => clearances.contains(&Clearance::ChildSafety),
        }
    }
}

words! {
    /// Who did something, as far as a timeline says.
    Actor {
        /// The person who reported.
        Reporter = "reporter",
        /// Somebody of the customer's account.
        Owner = "owner",
        /// Somebody on staff.
        Staff = "staff",
        /// The portal by itself.
        Portal = "portal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cleared_staff_work_at_the_child_safety_tier() {
        for role in StaffRole::ALL {
            assert!(!Tier::ChildSafety.is_open_to(*role, &[]));
            assert!(Tier::ChildSafety.is_open_to(*role, &[Clearance::ChildSafety]));
        }
    }

    #[test]
    fn readers_neither_answer_nor_manage() {
        assert!(!MemberRole::Reader.may_answer() && !MemberRole::Reader.may_manage());
        assert!(MemberRole::Responder.may_answer() && !MemberRole::Responder.may_manage());
        assert!(MemberRole::Owner.may_answer() && MemberRole::Owner.may_manage());
    }
}
