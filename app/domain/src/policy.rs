//! The category table: what each category asks for, who may stay anonymous to whom, what we may do, by when, and who may see it.
//!
//! A versioned TOML file, compiled in and replaceable. A file that is incomplete or contradicts itself is refused with its line.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use crate::category::{Category, Clearance, Group, Severity};
use crate::decision::Response;
use crate::disclosure::{Disclosure, Disclosures, Party};
use crate::field::Field;
use crate::referral::Recipient;
use crate::word::words;

words! {
    /// When the owner is told.
    OwnerNotice {
        /// As soon as the report is accepted.
        AtOnce = "at_once",
        /// When staff have looked at it.
        AfterReview = "after_review",
        /// Never.
        Never = "never",
    }
}

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Stored with each report and decision made under it.
    pub version: String,
    categories: BTreeMap<Category, CategoryPolicy>,
}

/// What the policy says about one category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Entry")]
pub struct CategoryPolicy {
    /// The category in one or two words, as on a badge.
    pub word: String,
    /// What is wrong, in plain words, as the first page offers it.
    pub wrong: String,
    /// A sentence more.
    pub hint: String,
    /// The heading it stands under.
    pub group: Group,
    /// What the form asks to be described.
    pub ask: String,
    /// How to answer that.
    pub ask_hint: String,
    /// Fields that must be filled in.
    pub required: Vec<Field>,
    /// Fields that may be filled in.
    pub optional: Vec<Field>,
    /// What the owner may be told of the reporter; the first is the default.
    pub owner: Vec<Disclosure>,
    /// What the host may be told.
    pub host: Vec<Disclosure>,
    /// What NCMEC may be told; empty where the category is not referred there.
    pub ncmec: Vec<Disclosure>,
    /// When the owner is told.
    pub owner_notice: OwnerNotice,
    /// What we do by ourselves.
    pub response: Response,
    /// To whom every case must be referred.
    pub refer: Vec<Party>,
    /// Hours in which the owner should answer.
    pub answer_hours: u32,
    /// Hours in which staff should decide.
    pub decide_hours: u32,
    /// How urgent it is to start with.
    pub severity: Severity,
    /// What staff must be cleared for to see it.
    pub clearance: Option<Clearance>,
    /// Who takes reports of addresses that are not ours, as sentences, where nobody should write to the site or its host.
    pub elsewhere: Option<String>,
    /// Whether the addresses may be sent as a file too; no other file ever is.
    pub uploads: bool,
    /// The same in other vocabularies.
    pub crosswalk: Crosswalk,
}

/// The category in other vocabularies, where they have a word for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// Cloudflare's `act`.
    pub act: Option<String>,
    /// Cloudflare's short code.
    pub code: Option<String>,
    /// XARF v4 `category/type`.
    pub xarf: Option<String>,
    /// DSA transparency database category.
    pub dsa: Option<String>,
    /// DSA transparency database keyword.
    pub dsa_keyword: Option<String>,
}

/// Why a policy file is refused; the message names the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPolicy(String);

impl fmt::Display for BadPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policy is refused: {}", self.0.trim_end())
    }
}

impl std::error::Error for BadPolicy {}

/// The longest clock of a category, in hours: a leap year.
pub(crate) const MOST_HOURS: u32 = 366 * 24;

pub(crate) const COMPILED_IN: &str = include_str!("../policy.toml");

impl Policy {
    /// The policy that is compiled in.
    #[expect(clippy::expect_used, reason = "a test reads this very file")]
    pub fn compiled_in() -> Self {
        Self::parse(COMPILED_IN).expect("the compiled-in policy is good")
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// Names the line and what is wrong with it: an unknown or missing key, a missing category, a contradiction.
    pub fn parse(text: &str) -> Result<Self, BadPolicy> {
        let file: File = toml::from_str(text).map_err(|error| BadPolicy(error.to_string()))?;
        if file.version.trim().is_empty() {
            return Err(BadPolicy("line 1: `version` is empty".into()));
        }
        if let Some(missing) = Category::ALL.iter().find(|category| !file.categories.contains_key(category)) {
            let end = text.lines().count();
            return Err(BadPolicy(format!("line {end}: the table [categories.{missing}] is missing")));
        }
        for (category, entry) in &file.categories {
            entry.get_ref().check_as(*category).map_err(|reason| {
                let line = text.bytes().take(entry.span().start).filter(|byte| *byte == b'\n').count() + 1;
                BadPolicy(format!("line {line}: {reason}"))
            })?;
        }
        let categories = file.categories.into_iter().map(|(category, entry)| (category, entry.into_inner()));
        Ok(Self { version: file.version, categories: categories.collect() })
    }

    /// What it says about a category.
    pub fn of(&self, category: Category) -> &CategoryPolicy {
        &self.categories[&category]
    }

    /// The categories of one heading, in their order.
    pub fn in_group(&self, group: Group) -> impl Iterator<Item = (Category, &CategoryPolicy)> {
        self.categories
            .iter()
            .map(|(category, entry)| (*category, entry))
            .filter(move |(_, entry)| entry.group == group)
    }
}

impl CategoryPolicy {
    /// What no policy may leave out: child abuse is seen by cleared staff alone, and referred (18 USC 2258A).
    fn check_as(&self, category: Category) -> Result<(), &'static str> {
        if category != Category::ChildAbuse {
            return Ok(());
        }
        if self.clearance != Some(Clearance::ChildSafety) {
            return Err("child abuse is seen by cleared staff alone: set `clearance = \"child_safety\"`");
        }
        if !self.refer.contains(&Party::Ncmec) {
            return Err("child abuse is always referred to NCMEC: `refer` must name \"ncmec\"");
        }
        if self.elsewhere.is_none() {
            return Err(
                "nobody who saw child abuse is sent to the site or its host: name hotlines in `elsewhere`",
            );
        }
        Ok(())
    }

    /// Every field of the form, required ones first, each with whether it is required.
    pub fn fields(&self) -> impl Iterator<Item = (Field, bool)> {
        let required = self.required.iter().map(|field| (*field, true));
        required.chain(self.optional.iter().map(|field| (*field, false)))
    }

    /// Whether the form has the field, and if so whether it is required.
    pub fn asks_for(&self, field: Field) -> Option<bool> {
        self.fields().find(|(known, _)| *known == field).map(|(_, required)| required)
    }

    /// Whether the reporter may leave no name and no email.
    pub fn allows_no_identity(&self) -> bool {
        self.asks_for(Field::Email) != Some(true)
    }

    /// Whether a case of the category may be referred there; NCMEC takes what the policy names it for.
    pub fn may_refer_to(&self, to: Recipient) -> bool {
        to != Recipient::Ncmec || !self.ncmec.is_empty()
    }

    /// What is disclosed when the reporter makes no choice: the first of each list.
    pub fn default_disclosures(&self) -> Disclosures {
        let first = |list: &[Disclosure]| list.first().copied().unwrap_or(Disclosure::Nothing);
        Disclosures { owner: first(&self.owner), host: first(&self.host), ncmec: first(&self.ncmec) }
    }

    /// Whether the host may be told of a report whose reporter chose this for it.
    pub fn may_tell_host(&self, chosen: Disclosure) -> bool {
        chosen != Disclosure::Nothing && self.host.iter().any(|offered| *offered != Disclosure::Nothing)
    }

    /// The reporter's choices, where the category offers them; otherwise the defaults.
    pub fn disclosures(
        &self,
        owner: Option<Disclosure>,
        host: Option<Disclosure>,
        ncmec: Option<Disclosure>,
    ) -> Disclosures {
        let defaults = self.default_disclosures();
        let pick = |chosen: Option<Disclosure>, offered: &[Disclosure], default| {
            chosen.filter(|choice| offered.contains(choice)).unwrap_or(default)
        };
        Disclosures {
            owner: pick(owner, &self.owner, defaults.owner),
            host: pick(host, &self.host, defaults.host),
            ncmec: pick(ncmec, &self.ncmec, defaults.ncmec),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    categories: BTreeMap<Category, Spanned<CategoryPolicy>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    word: String,
    wrong: String,
    hint: String,
    group: Group,
    ask: String,
    ask_hint: String,
    required: Vec<Field>,
    optional: Vec<Field>,
    owner: Vec<Disclosure>,
    host: Vec<Disclosure>,
    #[serde(default)]
    ncmec: Vec<Disclosure>,
    owner_notice: OwnerNotice,
    response: Response,
    #[serde(default)]
    refer: Vec<Party>,
    answer_hours: u32,
    decide_hours: u32,
    severity: Severity,
    clearance: Option<Clearance>,
    elsewhere: Option<String>,
    uploads: bool,
    #[serde(default)]
    crosswalk: Crosswalk,
}

impl TryFrom<Entry> for CategoryPolicy {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, Self::Error> {
        entry.check()?;
        Ok(Self {
            word: entry.word,
            wrong: entry.wrong,
            hint: entry.hint,
            group: entry.group,
            ask: entry.ask,
            ask_hint: entry.ask_hint,
            required: entry.required,
            optional: entry.optional,
            owner: entry.owner,
            host: entry.host,
            ncmec: entry.ncmec,
            owner_notice: entry.owner_notice,
            response: entry.response,
            refer: entry.refer,
            answer_hours: entry.answer_hours,
            decide_hours: entry.decide_hours,
            severity: entry.severity,
            clearance: entry.clearance,
            elsewhere: entry.elsewhere,
            uploads: entry.uploads,
            crosswalk: entry.crosswalk,
        })
    }
}

impl Entry {
    fn check(&self) -> Result<(), String> {
        let says = |wrong: bool, reason: &str| if wrong { Err(reason.to_owned()) } else { Ok(()) };
        says(
            self.owner.is_empty() || self.host.is_empty(),
            "`owner` and `host` each need at least one choice",
        )?;
        says(
            self.answer_hours == 0 || self.decide_hours == 0,
            "`answer_hours` and `decide_hours` must be at least 1",
        )?;
        says(
            self.answer_hours > MOST_HOURS || self.decide_hours > MOST_HOURS,
            "`answer_hours` and `decide_hours` may be 8784 at most, which is a year",
        )?;
        says(
            self.refer.contains(&Party::Ncmec) == self.ncmec.is_empty(),
            "`ncmec` lists choices exactly where `refer` names ncmec",
        )?;
        says(
            self.clearance.is_some() && self.owner_notice != OwnerNotice::Never,
            "a restricted category never tells the owner: set `owner_notice = \"never\"`",
        )?;
        says(
            self.clearance == Some(Clearance::ChildSafety) && self.uploads,
            "child-abuse material is never uploaded: set `uploads = false`",
        )?;
        says(!self.required.contains(&Field::Justification), "`required` must contain \"justification\"")?;
        says(
            self.required.iter().any(|field| self.optional.contains(field)),
            "a field is both required and optional",
        )?;
        let named_only = |list: &[Disclosure]| list.iter().all(|choice| *choice == Disclosure::Named);
        says(
            (named_only(&self.owner) || named_only(&self.host)) && !self.required.contains(&Field::Email),
            "where a party is always told the name, \"email\" is required",
        )
    }
}

#[cfg(test)]
mod tests;
