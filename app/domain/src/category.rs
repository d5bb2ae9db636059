//! What can be reported, how severe it is and how it is grouped.

use crate::word::words;

words! {
    /// What a report is about. The crosswalk to other vocabularies is in the policy.
    Category {
        /// A page that pretends to be someone else.
        Phishing = "phishing",
        /// Harmful software.
        Malware = "malware",
        /// Fraud or scam.
        Fraud = "fraud",
        /// Attacks on other computers.
        Network = "network",
        /// Sexual abuse of children (18 USC 2258A).
        ChildAbuse = "child-abuse",
        /// Intimate images without consent.
        IntimateImages = "intimate-images",
        /// Threats, stalking, harassment, trafficking.
        Threats = "threats",
        /// Terrorist content (Regulation (EU) 2021/784).
        Terrorism = "terrorism",
        /// Copyright (17 USC 512).
        Copyright = "copyright",
        /// Trademark.
        Trademark = "trademark",
        /// Any other unlawful content.
        OtherIllegal = "other-illegal",
        /// Registration data of a domain.
        Registration = "registration",
        /// The reporter does not know.
        Unsure = "unsure",
    }
}

words! {
    /// The headings under which the first page offers the categories.
    Group {
        /// It tricks or attacks people.
        Trick = "trick",
        /// It harms someone.
        Harm = "harm",
        /// It uses something that is mine.
        Rights = "rights",
        /// Something else.
        Else = "else",
    }
}

words! {
    /// How soon a case must be looked at; the first is the most urgent.
    Severity {
        /// Life or a child is at risk.
        Emergency = "emergency",
        /// People are being harmed now.
        High = "high",
        /// The usual.
        Normal = "normal",
        /// Can wait.
        Low = "low",
    }
}

words! {
    /// What the provider does for a zone, and so what it can do about it.
    Service {
        /// Carries its traffic; the content is elsewhere.
        Proxied = "proxied",
        /// Keeps its content.
        Hosted = "hosted",
        /// Registered its domain.
        Registered = "registered",
    }
}

words! {
    /// What a member of staff must be cleared for to see a restricted case.
    Clearance {
        /// Cases about sexual abuse of children.
        ChildSafety = "child_safety",
    }
}
