use domain::category::Category;
use jiff::SignedDuration;
use jiff::Timestamp;
use leptos::prelude::*;

use super::*;
use crate::form::FormState;
use crate::links;
use crate::render::fragment;

/// Text that would break out of an element, an attribute, a textarea or a comment.
pub(crate) const HOSTILE: &str =
    "\"'></textarea></title><img src=x onerror=alert(1)><script>alert(1)</script>--><!--&lt;";

/// That none of the hostile text became markup.
pub(crate) fn assert_harmless(html: &str) {
    assert!(html.contains("&lt;img src=x"), "the text is not shown at all: {html}");
    for markup in ["<img", "<script", "-->", "<!--"] {
        assert!(!html.contains(markup), "{markup} in {html}");
    }
}

const ICON: &str = "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" class=\"icon\">";

/// The HTML as one reads it: an element a line, without drawings, separators and the numbers of islands, which change with each build.
pub(crate) fn readable(html: &str) -> String {
    let mut text = html.replace("<!>", "");
    while let Some((before, after)) = text.split_once("AddressBox_") {
        text = format!("{before}AddressBox{}", after.trim_start_matches(|char: char| char.is_ascii_digit()));
    }
    while let Some(at) = text.find(ICON) {
        let end = text[at..].find("</svg>").unwrap() + at + "</svg>".len();
        text.replace_range(at..end, "(icon)");
    }
    text.replace("><", ">\n<")
}

/// What a page says between its head and its foot.
pub(crate) fn main_of(page: &str) -> String {
    let (_, rest) = page.split_once("<main").unwrap();
    readable(rest.split_once("</main>").unwrap().0)
}

fn shown<V: IntoView>(view: impl FnOnce() -> V) -> String {
    readable(&fragment(view))
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn reader() -> Reader {
    Reader::visitor(at("2026-11-24T14:55:00Z"), Zone::named("Europe/Berlin").unwrap())
}

fn address() -> Defanged {
    Defanged {
        scheme: "hxxps://".to_owned(),
        host: "bücherwelt[.]example".to_owned(),
        ascii_host: Some("xn--bcherwelt-q9a[.]example".to_owned()),
        rest: "/konto?id=1".to_owned(),
    }
}

#[test]
fn marks() {
    insta::assert_snapshot!(shown(|| view! {
        <Badge tone=Tone::Warn word="Needs your answer" />
        <CategoryLabel of=Category::Phishing word="Phishing" />
        <PriorityMark level=Priority::Normal />
        <AudienceChip of=Audience::Staff />
        <AudienceChip of=Audience::Everyone />
        <Person name="Maren" />
    }));
}

#[test]
fn an_address_in_both_forms() {
    insta::assert_snapshot!(shown(|| view! { <Address of=address() /> }));
}

#[test]
fn fields_as_first_shown() {
    let form = FormState::<&str>::new();
    insta::assert_snapshot!(shown(|| view! {
        <ErrorSummary of=form.problems() />
        <Text state=form.field("name") label="Your name" is_optional=true is_short=true />
        <Email state=form.field("email") label="Your email address" hint="For a link to follow this report." />
        <Password state=form.field("password") label="Password" />
        <Select state=form.field("when") label="When?" options=vec![("now".into(), "Now".into())] />
        <Check state=form.field("true") label="It is correct." />
        <TextArea state=form.field("what") label="What does it do?" below="Up to 5,000 characters." />
        <File state=form.field("list") label="List" accept=".csv" />
    }));
}

#[test]
fn fields_that_come_back() {
    let mut form =
        FormState::within("answer").keep("email", "robin").keep("found", "wrong").keep("true", "yes");
    form.refuse("email", "Enter a whole email address");
    form.refuse("found", "Choose one");
    insta::assert_snapshot!(shown(|| view! {
        <ErrorSummary of=form.problems() />
        <Email state=form.field("email") label="Your email address" hint="For a link." />
        <RadioCards state=form.field("found") label="What did you find?" choices=vec![
            Choice::new("removed", "I removed it").hint("The page is gone.").more(view! { <Text state=form.field("how") label="How?" /> }),
            Choice::new("wrong", "This is a mistake"),
        ] />
        <Check state=form.field("true") label="It is correct." />
        <CheckList state=form.field("data") label="Which data?" ticked=vec!["name".into()]
            options=vec![("email".into(), "Email".into()), ("name".into(), "Name".into())] />
    }));
}

#[test]
fn deadlines() {
    let running = |due: &str| Clock::Running { due: at(due), used: 60 };
    let paused = Clock::Paused {
        left: SignedDuration::from_hours(13),
        used: 45,
        why: "We asked the reporter.".to_owned(),
        until: Some(at("2026-11-25T11:00:00Z")),
    };
    insta::assert_snapshot!(shown(|| view! {
        <DeadlineRing clock=running("2026-11-24T18:05:00Z") reader=reader() verb="Answer by" />
        <DeadlineRing clock=running("2026-11-24T14:49:00Z") reader=reader() verb="Answer by" />
        <DeadlineRing clock=paused.clone() reader=reader() verb="Answer by" />
        <ClockBar clock=running("2026-11-30T11:00:00Z") reader=reader() />
        <ClockBar clock=paused reader=reader() />
    }));
}

#[test]
fn a_deadline_presses_staff_later_than_a_customer() {
    let clock = Clock::Running { due: at("2026-11-24T17:55:00Z"), used: 0 };
    assert_eq!(clock.tone(reader()), Tone::Stop);
    assert_eq!(clock.tone(Reader::staff(reader().now, Zone::UTC)), Tone::Warn);
}

#[test]
fn a_timeline() {
    let events = vec![
        Event::new(Symbol::Send, "You", "sent the report", at("2026-11-24T08:14:00Z"))
            .audience(Audience::Everyone),
        Event::new(Symbol::Note, "Jonas", "left a note", at("2026-11-24T10:20:00Z"))
            .audience(Audience::Staff)
            .quote("Same kit as last week."),
        Event::new(Symbol::Mail, "We", "wrote to the owner", at("2026-11-24T10:05:00Z"))
            .tone(Tone::Live)
            .link(links::here("letters"), "Read the letter"),
        Event::next(Symbol::Clock, "The owner must answer.", Some(at("2026-11-25T10:05:00Z"))),
    ];
    insta::assert_snapshot!(shown(|| view! { <Timeline events=events reader=reader() /> }));
}

#[test]
fn lists() {
    let view = |title: &str, is_current| ListView {
        title: title.to_owned(),
        count: Some(8),
        to: links::cases().with("view", "all"),
        is_current,
    };
    let on = FilterOn { name: "State".into(), value: "open".into(), without: links::cases() };
    let choice = FilterChoice { title: "Phishing".into(), count: Some(19), to: links::cases() };
    let offered = Filter { name: "Category".into(), choices: vec![choice] };
    insta::assert_snapshot!(shown(|| view! {
        <Views of=vec![view("Open", true), view("Closed", false)] />
        <Segments label="Show" of=vec![view("Everything", true)] />
        <FilterBar on=vec![on] offered=vec![offered] clear=links::cases() />
        <Search to=links::cases() value="alder" label="Search" placeholder="Host" kept=vec![("view", "all".into())] />
        <Table caption="Cases" kind=TableKind::Dense columns=vec![
            Column::new("Case").main(),
            Column::new("Due").sort(links::cases(), Some(true)),
            Column::new("No.").number(),
        ]>
            <tr>
                <td class="pick"><Tick name="case" value="4803" label="Select case 4803" /></td>
                <th scope="row"><a href=links::case(4803)>"Parcel fee page"</a></th>
                <Cell label="Due" class="when">"soon"</Cell>
            </tr>
        </Table>
        <ActionBar label="With the selected cases"><Button words="Take them" says=("do", "take".to_owned()) /></ActionBar>
        <Pager summary="222 reports" older=links::cases().with("after", "k") />
    }));
}

#[test]
fn blocks() {
    let sees = vec![Disclosure::shown("Addresses", "All 4"), Disclosure::kept("Your name", "Not shown")];
    insta::assert_snapshot!(shown(|| view! {
        <Notice tone=Tone::Stop title="Is someone in danger?"><p>"Call first."</p></Notice>
        <Card id="facts" title="Facts" aside="3 of 4"><div class="body">
            <Facts><Fact name="Zone" note="Proxy">"alderfinch.example"</Fact></Facts>
        </div></Card>
        <Summary><Answer question="You" change=links::report()>"Robin"</Answer></Summary>
        <Figures of=vec![Figure { name: "Open".into(), value: "8".into(), note: None }] />
        <Parties><Party symbol=Symbol::Person name="The owner" role="Our customer" sees=sees><p>"Letter"</p></Party></Parties>
        <Message from="You" is_mine=true at=at("2026-11-24T12:20:00Z") reader=reader() text="Yes." />
        <Attachment name="mail.eml" about="12 kB" />
        <Empty symbol=Symbol::Check tone=Tone::Ok title="Nothing" text="It appears here." />
        <PostForm to=links::reset("t") id="answer" has_files=true><Hidden name="key" value="1" /></PostForm>
        <PostButton to=links::sign_out() words="Sign out" kind=ButtonKind::Quiet />
    }));
}

#[test]
fn charts() {
    insta::assert_snapshot!(shown(|| view! {
        <Bars of=vec![3, 5, 11] usual=4 label="Rising" axis=vec!["7 Sep".into(), "This week".into()] caption="11 this week." />
        <Spark of=vec![4, 6, 12] label="Rising" />
        <Spark of=vec![] label="Nothing" />
    }));
}

#[test]
fn hostile_text_is_only_text() {
    let hostile = || HOSTILE.to_owned();
    let mut form = FormState::new().keep("f", HOSTILE);
    form.refuse("f", HOSTILE);
    let field = || form.field("f");
    let event =
        Event::new(Symbol::Flag, HOSTILE, HOSTILE, reader().now).quote(HOSTILE).link(links::home(), HOSTILE);
    let clock = Clock::Paused { left: SignedDuration::ZERO, used: 0, why: hostile(), until: None };
    let bad = Defanged { scheme: hostile(), host: hostile(), rest: hostile(), ascii_host: Some(hostile()) };
    let filter =
        FilterOn { name: hostile(), value: hostile(), without: links::cases().with("text", HOSTILE) };
    let pieces: Vec<String> = vec![
        fragment(|| view! { <Text state=field() label=HOSTILE hint=HOSTILE /> }),
        fragment(|| view! { <Email state=field() label=HOSTILE /> }),
        fragment(|| view! { <TextArea state=field() label="What?" /> }),
        fragment(|| view! { <Select state=field() label="?" options=vec![(hostile(), hostile())] /> }),
        fragment(
            || view! { <RadioCards state=field() label=HOSTILE choices=vec![Choice::new(HOSTILE, HOSTILE).hint(HOSTILE)] /> },
        ),
        fragment(|| {
            view! {
                <CheckList state=field() label=HOSTILE options=vec![(hostile(), hostile())] ticked=vec![hostile()] />
            }
        }),
        fragment(|| view! { <ErrorSummary of=form.problems() /> }),
        fragment(|| view! { <Address of=bad /> }),
        fragment(|| view! { <Timeline events=vec![event] reader=reader() /> }),
        fragment(
            || view! { <ClockBar clock=clock.clone() reader=reader() /><DeadlineRing clock=clock reader=reader() verb="" /> },
        ),
        fragment(|| view! { <Message from=HOSTILE at=reader().now reader=reader() text=HOSTILE /> }),
        fragment(|| view! { <Attachment name=HOSTILE about=HOSTILE /> }),
        fragment(|| view! { <Person name=HOSTILE /> }),
        fragment(|| view! { <FilterBar on=vec![filter] offered=vec![] clear=links::cases() /> }),
        fragment(|| view! { <Answer question=HOSTILE>{hostile()}</Answer> }),
        fragment(|| view! { <Fact name="Zone" note=HOSTILE>{hostile()}</Fact> }),
        fragment(|| view! { <PageHead title=HOSTILE /> }),
        fragment(|| view! { <Crumbs above=vec![(links::home(), hostile())] here=HOSTILE /> }),
        fragment(|| view! { <Notice tone=Tone::Ok title=HOSTILE><p>{hostile()}</p></Notice> }),
        fragment(
            || view! { <Search to=links::cases() value=HOSTILE label="" placeholder="" kept=vec![("k", hostile())] /> },
        ),
        fragment(
            || view! { <Badge tone=Tone::Ok word=HOSTILE /><CategoryLabel of=Category::Unsure word=HOSTILE /> },
        ),
    ];
    for html in pieces {
        assert_harmless(&html);
    }
}

#[test]
fn the_address_list_is_a_plain_textarea_inside_an_island() {
    let state = FormState::new().keep("addresses", HOSTILE).field("addresses");
    let html = fragment(
        || view! { <AddressList state=state label="Addresses" hint="One on each line." limit=250 /> },
    );
    assert_harmless(&html);
    insta::assert_snapshot!(readable(&html));
    let mut form = FormState::new();
    form.refuse("addresses", "This list has 1001 lines.");
    let refused = fragment(
        || view! { <AddressList state=form.field("addresses") label="Addresses" hint="One on each line." limit=250 /> },
    );
    assert!(refused.contains("&quot;error&quot;:&quot;This list has 1001 lines.&quot;"), "{refused}");
}
