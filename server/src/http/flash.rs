//! One line on the next page about what has just been done. The cookie carries a word and, where the line names them, hosts or numbers; what it
//! says stands here.

use std::convert::Infallible;

use app::components::Tone;
use app::frame::Flash;
use app::links::Href;
use app::words;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::timeline::Sites;

const NAME: &str = "said";

/// Between the word, how many names there are, and the first of them.
const BETWEEN: &str = "~";

/// How many are named.
const NAMED: usize = 3;

macro_rules! done {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal: $tone:ident, $text:literal;)+) => {
        /// What has just been done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Done {
            $($(#[doc = $doc])+ $name),+
        }

        impl Done {
            const ALL: &[Self] = &[$(Self::$name),+];

            const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            fn flash(self, about: &Sites) -> Flash {
                let (tone, text) = match self { $(Self::$name => (Tone::$tone, $text)),+ };
                let named = words::named(about).map_or_else(String::new, |names| format!(": {names}"));
                Flash { tone, text: text.replace("{}", &named) }
            }
        }
    };
}

done! {
    /// The session ended.
    SignedOut = "signed-out": Done, "You are signed out.";
    /// Every session ended.
    SignedOutEverywhere = "signed-out-everywhere": Done, "You are signed out on every device.";
    /// A new password was set with a link.
    PasswordSet = "password-set": Ok, "Your new password is set, and every device is signed out. Sign in with it.";
    /// The password was changed by its owner.
    PasswordChanged = "password-changed": Ok, "Your password is changed. Your other devices are signed out.";
    /// Name or time zone were changed.
    ProfileChanged = "profile-changed": Ok, "Your details are saved.";
    /// One other session ended.
    SessionEnded = "session-ended": Ok, "That device is signed out.";
    /// All other sessions ended.
    SessionsEnded = "sessions-ended": Ok, "Your other devices are signed out.";
    /// An invitation was accepted.
    Joined = "joined": Ok, "You have joined the account.";
    /// An invitation was sent.
    Invited = "invited": Ok, "The invitation is on its way. Its link works for seven days.";
    /// An invitation was taken back.
    InvitationWithdrawn = "invitation-withdrawn": Ok, "The invitation is withdrawn. Its link no longer works.";
    /// A member's role was changed.
    RoleChanged = "role-changed": Ok, "The role is changed.";
    /// A member was removed.
    MemberRemoved = "member-removed": Ok, "The member is removed and can no longer see this account.";
    /// The abuse contact was changed.
    ContactChanged = "contact-changed": Ok, "Saved. Where letters go to another address now, it is told, as are the former one and the account’s owners.";
    /// A report was answered.
    Answered = "answered": Ok, "Your answer is sent to our analysts.";
    /// Staff took a case.
    CaseTaken = "case-taken": Ok, "You have the case.";
    /// Staff gave a case back.
    CaseReleased = "case-released": Ok, "The case is back in the queue.";
    /// Staff took several cases.
    CasesTaken = "cases-taken": Ok, "You have the cases.";
    /// Some of several cases had changed.
    SomeCasesLeft = "some-cases-left": Warn, "Some cases had changed meanwhile and were left as they are{}. Look at them again.";
    /// Nothing was selected.
    NoCaseChosen = "no-case-chosen": Warn, "Tick at least one case first, and two to join them.";
    /// Cases that cannot be joined.
    CasesNotJoined = "cases-not-joined": Warn, "These cases cannot be joined: one is closed, they have different categories, or one is restricted and another is not.";
    /// Several cases got a priority.
    PrioritySet = "priority-set": Ok, "The priority is set.";
    /// A case got category and priority.
    CaseClassified = "case-classified": Ok, "Category and priority are set.";
    /// A case became invisible to whoever passed it on.
    CaseRestricted = "case-restricted": Ok, "The case is with child safety now and seen by cleared staff alone.";
    /// A note was left.
    NoteSaved = "note-saved": Ok, "The note is saved.";
    /// Staff asked a reporter.
    ReporterAsked = "reporter-asked": Ok, "The question is on its way. The clocks stand still until the answer comes; beside the timeline you see until when at the latest.";
    /// Staff asked reporters of whom some get no letters.
    SomeReportersAsked = "some-reporters-asked": Warn, "The question is asked. Some of these reporters get no letters, and see it only when they open their status pages. Beside the timeline you see until when the clocks stand still at the latest.";
    /// Staff asked a reporter who gets no letters.
    ReporterAskedUnwritten = "reporter-asked-unwritten": Warn, "The question is on the status page. The reporter gets no letters, and sees it only when they open that page. Beside the timeline you see until when the clocks stand still at the latest.";
    /// Staff wrote to somebody.
    MessageSent = "message-sent": Ok, "The message is on its way.";
    /// Staff wrote to reporters of whom some get no letters.
    SomeMessagesSent = "some-messages-sent": Warn, "The message is sent. Some of these reporters get no letters, and see it only when they open their status pages.";
    /// Staff wrote to a reporter who gets no letters.
    MessageUnwritten = "message-unwritten": Warn, "The message is on the status page. The reporter gets no letters, and sees it only when they open that page.";
    /// The owner was told.
    OwnerTold = "owner-told": Ok, "The notice is on its way, and the owner’s clock runs.";
    /// Cases were joined.
    CasesJoined = "cases-joined": Ok, "The reports are in this case now.";
    /// Reports were split off.
    ReportsSplit = "reports-split": Ok, "The reports are in this new case.";
    /// A case went to another tier.
    CasePassedOn = "case-passed-on": Ok, "The case is passed on, and the tier is told.";
    /// A case was decided.
    CaseDecided = "case-decided": Ok, "Decided. The letters are on their way.";
    /// A case was decided and nobody is written to.
    CaseDecidedUnwritten = "case-decided-unwritten": Ok, "Decided. Nobody is written to.";
    /// A case was closed.
    CaseClosed = "case-closed": Done, "The case is closed.";
    /// A case was opened again.
    CaseReopened = "case-reopened": Ok, "The case is open again.";
    /// Limits were lifted.
    LimitsLifted = "limits-lifted": Ok, "Lifted{}. The letters are on their way.";
    /// Limits were lifted and nobody is written to.
    LimitsLiftedUnwritten = "limits-lifted-unwritten": Ok, "Lifted{}. Nobody is written to.";
    /// A referral was filed.
    ReferralFiled = "referral-filed": Ok, "The referral is filed, and its reporters are told.";
    /// A referral could not be filed.
    ReferralFailed = "referral-failed": Warn, "It is noted that the referral could not be filed. It can be tried again.";
    /// A lead started jobs again.
    JobsStarted = "jobs-started": Ok, "Started again. What gives up once more comes back here.";
    /// Jobs that nobody can start again.
    JobsGone = "jobs-gone": Idle, "These jobs were started again or done already.";
    /// A question went to the reporter.
    Asked = "asked": Ok, "Your question is sent to the reporter. Your time to answer stops until they reply; beside the report you see until when at the latest.";
    /// A question waits for a reporter who gets no letters.
    AskedUnwritten = "asked-unwritten": Warn, "Your question is on the reporter’s status page, and they see it when they next open it. Your time to answer stops until they reply; beside the report you see until when at the latest.";
    /// A reporter answered a question.
    Replied = "replied": Ok, "Your answer is sent.";
    /// A reporter wrote to our staff.
    Told = "told": Ok, "Your message is with our staff.";
    /// A reporter added addresses.
    AddressesAdded = "addresses-added": Ok, "The addresses are added. Below you see what happens to each.";
    /// A reporter sent addresses that are in the report already.
    AddressesKnown = "addresses-known": Idle, "All of these are in this report already.";
    /// A report was taken back.
    Withdrawn = "withdrawn": Done, "The report is withdrawn.";
    /// Nothing was left to take back.
    NothingToWithdraw = "nothing-to-withdraw": Idle, "There was nothing left to take back: it was taken back or decided already.";
    /// A report was to be taken back and cannot be.
    WithdrawalNoted = "withdrawal-noted": Warn, "Your wish is noted. Because of what it is about, we have to go on with it.";
    /// Letters about a report were stopped.
    LettersStopped = "letters-stopped": Ok, "We send you no more emails about this report.";
    /// Letters about a report are wanted again.
    LettersWanted = "letters-wanted": Ok, "We write to you again when something happens.";
    /// A reporter ended the link.
    LinkEnded = "link-ended": Done, "The link is ended. Nobody can open the report with it any more.";
    /// Staff ended the links of a case's reports.
    LinksEnded = "links-ended": Ok, "The links are ended. A reporter who left an address can ask for a new one.";
}

impl Done {
    /// Leads on to a page, which says it.
    #[must_use]
    pub fn and_to(self, to: &Href) -> Response {
        self.about(&[], to)
    }

    /// The same, naming the hosts or the numbers of what it was done to.
    #[must_use]
    pub fn about(self, names: &[String], to: &Href) -> Response {
        let mut response = Redirect::to(to.as_str()).into_response();
        self.say_in(names, &mut response);
        response
    }

    fn say_in(self, names: &[String], response: &mut Response) {
        let mut value = self.word().to_owned();
        let count = names.len().to_string();
        let counted = (!names.is_empty()).then_some(&count);
        for part in counted.into_iter().chain(names.iter().take(NAMED)) {
            value.push_str(BETWEEN);
            value.push_str(part);
        }
        let cookie = format!("{NAME}={value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
}

/// The line this page has to say, if there is one.
#[derive(Clone, Debug)]
pub struct Said(pub Option<Flash>);

impl<S: Send + Sync> FromRequestParts<S> for Said {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut said = value_of(&parts.headers).unwrap_or_default().split(BETWEEN);
        let word = said.next();
        let done = Done::ALL.iter().find(|done| Some(done.word()) == word);
        Ok(Self(done.map(|done| done.flash(&names(said)))))
    }
}

/// What a cookie names: hosts and numbers, and nothing that has other characters than those.
fn names<'c>(mut said: impl Iterator<Item = &'c str>) -> Sites {
    let count: u32 = said.next().and_then(|count| count.parse().ok()).unwrap_or_default();
    let is_name = |name: &&str| {
        (1..=253).contains(&name.len())
            && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-'))
    };
    let hosts: Vec<String> = said.filter(is_name).take(NAMED).map(str::to_owned).collect();
    let named = u32::try_from(hosts.len()).unwrap_or(count);
    let more = if hosts.is_empty() { 0 } else { count.saturating_sub(named) };
    Sites { hosts, more }
}

/// Forgets the line once a page could show it.
pub async fn forget(request: Request, next: Next) -> Response {
    let had_one = value_of(request.headers()).is_some();
    let mut response = next.run(request).await;
    if had_one && !response.status().is_redirection() {
        let gone = "said=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
        response.headers_mut().append(SET_COOKIE, HeaderValue::from_static(gone));
    }
    response
}

fn value_of(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &'static str) -> Option<String> {
        let (word, rest) = value.split_once('~').unwrap();
        let done = Done::ALL.iter().find(|done| done.word() == word)?;
        Some(done.flash(&names(rest.split('~'))).text)
    }

    #[test]
    fn a_line_names_hosts_and_numbers_and_nothing_else() {
        let lifted = |value| said(value).unwrap();
        assert_eq!(lifted("limits-lifted~0"), "Lifted. The letters are on their way.");
        assert_eq!(
            lifted("limits-lifted~9~a.example~b.example~c.example~d.example"),
            "Lifted: a[.]example, b[.]example, c[.]example and 6 more. The letters are on their way."
        );
        assert_eq!(
            lifted("limits-lifted-unwritten~1~a.example"),
            "Lifted: a[.]example. Nobody is written to."
        );
        assert_eq!(lifted("limits-lifted~2~<b>~call 555"), "Lifted. The letters are on their way.");
        assert!(said("some-cases-left~1~471100").unwrap().contains("as they are: 471100. Look"));
        assert_eq!(said("anything~1~a.example"), None);
    }
}
