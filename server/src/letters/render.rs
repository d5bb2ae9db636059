//! From a letter that was kept to one that can be sent: words, link, HTML with inline styles and plain text from the same HTML.

use std::borrow::Cow;

use app::components::{Reader, Zone};
use app::letters::{Content, Envelope, html};
use app::links::{self, Href};
use css_inline::{CSSInliner, InlineOptions};

use super::store::Row;
use super::text::text;
use crate::mail::{MailError, MessageId, Outgoing, party};
use crate::portal::Portal;

/// Who reads a letter: in their own zone, or the site's.
pub(super) fn reader(portal: &Portal, time_zone: Option<&str>) -> Reader {
    portal.reader(time_zone.and_then(Zone::named))
}

/// The letter as it is sent now.
pub(super) fn outgoing(portal: &Portal, row: &Row) -> Result<Outgoing, MailError> {
    let letter = row.content.letter(reader(portal, row.time_zone.as_deref()));
    let envelope = Envelope {
        site: portal.config.site.name.clone(),
        base: portal.base_url.to_string(),
        link: link(portal, row),
        stop: track(portal, row).map(|link| link.at("letters")),
    };
    let subject = letter.subject.clone();
    let page = html(letter, envelope);
    let site = Some(portal.config.site.name.as_str());
    let contact = portal.config.site.contact.as_ref();
    let thread = row
        .thread_id
        .as_ref()
        .and_then(|thread| MessageId::parse(&format!("{thread}@{}", portal.config.mail.reply_domain)));
    Ok(Outgoing {
        message_id: MessageId::parse(&row.message_id).ok_or_else(|| for_good("the message id is broken"))?,
        from: party(site, portal.config.mail.from.email.as_ref()).map_err(for_good)?,
        to: party(None, &row.recipient).map_err(for_good)?,
        reply_to: contact.cloned(),
        date: row.created_at.to_jiff(),
        subject,
        text: text(&page).map_err(for_good)?,
        html: inlined(&page).map_err(for_good)?,
        in_reply_to: thread.clone(),
        references: thread.into_iter().collect(),
    })
}

/// Where the letter's one link leads. The secret in it is made here and kept nowhere.
fn link(portal: &Portal, row: &Row) -> Option<Href> {
    match row.audience.as_str() {
        "reporter" => track(portal, row),
        "owner" if matches!(*row.content, Content::ContactChanged(_)) => {
            Some(links::account_contacts(row.account_id?))
        }
        "owner" if leads_to_list(&row.content) => Some(links::account_reports(row.account_id?)),
        "owner" => Some(links::account_report(row.account_id?, row.report_reference.as_ref()?)),
        "staff" => Some(links::case(row.case_number?)),
        _ => {
            let token = portal.secrets.ticket_token(row.ticket_id?).reveal();
            Some(if matches!(*row.content, Content::Reset(_)) {
                links::reset(&token)
            } else {
                links::invitation(&token)
            })
        }
    }
}

fn leads_to_list(content: &Content) -> bool {
    matches!(content, Content::News(news) if news.leads_to_list())
}

fn track(portal: &Portal, row: &Row) -> Option<Href> {
    let token = portal.secrets.track_token(row.submission_id?, row.generation?);
    (row.audience == "reporter").then(|| links::track(&token.reveal()))
}

/// The rules of the style element, written to each element; those for dark screens stay where they are.
fn inlined(page: &str) -> Result<String, css_inline::InlineError> {
    let options = InlineOptions {
        keep_at_rules: true,
        load_remote_stylesheets: false,
        extra_css: None::<Cow<'_, str>>,
        ..InlineOptions::default()
    };
    CSSInliner::new(options).inline(page)
}

fn for_good(error: impl ToString) -> MailError {
    MailError { retryable: false, code: None, cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_inlined_and_dark_ones_stay() {
        let page = "<!doctype html><html><head><style>p{color:red}@media (prefers-color-scheme: dark){p{color:pink !important}}</style></head><body><p>x</p></body></html>";
        let inlined = inlined(page).unwrap();
        assert!(inlined.contains("<p style=\"color: red;\">x</p>"), "{inlined}");
        assert!(inlined.contains("prefers-color-scheme") && !inlined.contains("{color:red}"), "{inlined}");
    }
}
