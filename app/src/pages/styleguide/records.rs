//! Deadlines, timeline, messages, facts, parties.

use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use super::Section;
use crate::components::*;
use crate::links;

pub(super) fn sections(reader: Reader) -> impl IntoView {
    view! { {deadlines(reader)}{history(reader)}{facts(reader)}{parties()} }
}

/// A moment so many minutes from now.
pub(super) fn from_now(reader: Reader, minutes: i64) -> Timestamp {
    reader.now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(reader.now)
}

fn clocks(reader: Reader) -> [Clock; 5] {
    let running = |minutes, used| Clock::Running { due: from_now(reader, minutes), used };
    let why = "We are waiting for the reporter.".to_owned();
    [
        running(5 * 24 * 60 + 5, 20),
        running(17 * 60, 68),
        running(22, 96),
        running(-6, 100),
        Clock::Paused { left: SignedDuration::from_hours(13), used: 45, why, until: None },
    ]
}

fn deadlines(reader: Reader) -> impl IntoView {
    let ring = |clock| view! { <DeadlineRing clock=clock reader=reader verb="Answer by" /> };
    let bar = |clock| view! { <ClockBar clock=clock reader=reader /> };
    let (rings, bars) = (clocks(reader).map(ring).collect_view(), clocks(reader).map(bar).collect_view());
    view! {
        <Section id="deadlines" title="Deadlines" note="The time left, the date, and why the clock stands still.">
            <div class="tiles">{rings}</div>
            <p class="row loose">{bars}</p>
        </Section>
    }
}

fn events(reader: Reader) -> Vec<Event> {
    let ago = |minutes: i64| from_now(reader, -minutes);
    vec![
        Event::new(Symbol::Send, "You", "sent the report", ago(400)).audience(Audience::Everyone),
        Event::new(Symbol::Shield, "We", "put a warning page in front of 2 addresses", ago(290))
            .tone(Tone::Ok)
            .audience(Audience::Everyone),
        Event::new(Symbol::Note, "Jonas", "left a note", ago(270))
            .audience(Audience::Staff)
            .quote("Same kit as last week."),
        Event::new(Symbol::Mail, "We", "wrote to the owner", ago(260))
            .tone(Tone::Live)
            .audience(Audience::Customer)
            .link(links::here("timeline"), "Read the letter"),
        Event::next(Symbol::Clock, "The owner must answer.", Some(from_now(reader, 1100))),
    ]
}

fn history(reader: Reader) -> impl IntoView {
    let message = |from: &'static str, minutes: i64, text: &'static str| {
        let at = from_now(reader, minutes);
        view! { <Message from=from is_mine=from == "You" at=at reader=reader text=text /> }
    };
    let messages = [
        message("Northwind Edge", -95, "Did the text message contain a longer link?"),
        message("You", -74, "Yes, with “?s=9” at the end."),
    ];
    let messages = messages.collect_view();
    let events = events(reader);
    view! {
        <Section id="timeline" title="Timeline and messages">
            <Timeline events=events reader=reader />
            <div class="messages">
                {messages}
            </div>
            <p class="row"><Attachment name="headers.eml" about="12 kB, scanned" to=links::here("timeline") /></p>
        </Section>
    }
}

fn facts(reader: Reader) -> impl IntoView {
    let received = view! { <When at=reader.now reader=reader style=Style::Weekday /> };
    let figure = |name: &str, value: &str, note: &str| Figure {
        name: name.to_owned(),
        value: value.to_owned(),
        note: Some(note.to_owned()),
    };
    let figures = vec![
        figure("Open reports", "8", "3 with you, 5 with us"),
        figure("Your usual time to answer", "6 h", "Allowed: 24 h"),
        figure("Closed in 30 days", "21", "9 without any action"),
        figure("Sites reported", "4 of 40", "One more than last month"),
    ];
    view! {
        <Section id="facts" title="Facts, figures, charts">
            <div class="tiles">
                <Card id="facts-card" title="Facts"><div class="body"><Facts>
                    <Fact name="Reference"><span class="id">"NE-7F3K-92QD"</span></Fact>
                    <Fact name="Received">{received}</Fact>
                    <Fact name="Zone" note="Proxy, 21,000 visits a day">"alderfinch.example"</Fact>
                    <Fact name="Phishing"><Spark of=vec![4, 6, 5, 7, 6, 9, 12] label="Phishing, rising to 12" /></Fact>
                </Facts></div></Card>
                <Card id="weeks" title="Reports about your sites" aside="12 weeks"><div class="body">
                    <Bars of=vec![3, 5, 2, 4, 4, 7, 3, 2, 5, 4, 6, 11] usual=4
                        label="Reports per week: two to seven, and eleven this week"
                        axis=["7 Sep", "5 Oct", "2 Nov", "This week"].map(str::to_owned).to_vec()
                        caption="11 this week. Dashed: a usual week, 4." />
                </div></Card>
            </div>
            <Card id="figures" title="Last 30 days" is_untitled=true><Figures of=figures /></Card>
            <Summary>
                <Answer question="Reported as" change=links::report()>"Phishing: a page that pretends to be someone else"</Answer>
                <Answer question="You" change=links::here("facts")>"Robin, robin@mailbox.example"</Answer>
            </Summary>
        </Section>
    }
}

fn parties() -> impl IntoView {
    let sees = |name| vec![Disclosure::shown("Addresses", "Their own"), name];
    let named = Disclosure::shown("Your name and email", "Shown");
    let kept = Disclosure::kept("Your name and email", "Not shown");
    view! {
        <Section id="parties" title="What each party will see" note="The same rows in the same order, then the very words.">
            <Parties>
                <Party symbol=Symbol::Shield name="Northwind Edge" role="Our analysts" sees=sees(named)>
                    <p>"Kept for 24 months, then deleted"</p>
                    <p>"We use your email to reply and to recognise repeated reports."</p>
                </Party>
                <Party symbol=Symbol::Person name="The site’s owner" role="Our customer, for 3 addresses" sees=sees(kept)>
                    <p>"Letter, within minutes of our check"</p>
                    <p>"From: "<span class="withheld">"name withheld"</span>". Please answer within 24 hours."</p>
                </Party>
            </Parties>
        </Section>
    }
}
