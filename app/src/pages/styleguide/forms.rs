//! Fields, notices, error summary.

use leptos::prelude::*;

use super::Section;
use crate::components::*;
use crate::form::FormState;

pub(super) fn sections() -> impl IntoView {
    view! { {fields()}{notices()} }
}

fn form() -> FormState<&'static str> {
    let mut form =
        FormState::new().keep("email", "robin.mailbox.example").keep("found", "removed").keep("true", "yes");
    form.refuse("email", "Enter a whole email address, like name@example.com.");
    form.refuse("what", "Tell us what the page does. One sentence is enough.");
    form
}

fn fields() -> impl IntoView {
    let form = form();
    view! {
        <Section id="fields" title="Fields">
            <ErrorSummary of=form.problems() />
            <Text state=form.field("brand") label="Who does it pretend to be?" hint="A company, a public office or a person." is_optional=true is_short=true />
            <Email state=form.field("email") label="Your email address" hint="For a link to follow this report." />
            <TextArea state=form.field("what") label="What does the page do?" below="Up to 5,000 characters." />
            <Select state=form.field("when") label="When will the page be gone?" options=vec![
                ("4".to_owned(), "Within 4 hours".to_owned()),
                ("24".to_owned(), "Within 24 hours".to_owned()),
            ] />
            <RadioCards state=form.field("found") label="What did you find?" choices=vec![
                Choice::new("removed", "I removed it").hint("The page is gone.")
                    .more(view! { <TextArea state=form.field("how") label="How was it possible?" rows=2 /> }),
                Choice::new("wrong", "This is a mistake").hint("I can show why."),
            ] />
            <CheckList state=form.field("data") label="Which data do you ask for?" ticked=vec!["name".to_owned()] options=vec![
                ("name".to_owned(), "The registrant’s name".to_owned()),
                ("email".to_owned(), "The registrant’s email address".to_owned()),
            ] />
            <Check state=form.field("true") label="To the best of my knowledge, what I have written is correct." />
            <File state=form.field("file") label="List of addresses" hint="A CSV file with one address on each line." accept=".csv" is_optional=true />
        </Section>
    }
}

fn notices() -> impl IntoView {
    view! {
        <Section id="notices" title="Notices">
            <Notice tone=Tone::Live title="You are reading a shared link"><p>"Sign in to answer."</p></Notice>
            <Notice tone=Tone::Ok title="Your report was sent">
                <p>"Reference "<span class="id">"NE-7F3K-92QD"</span>". A link is on its way to robin@mailbox.example."</p>
            </Notice>
            <Notice tone=Tone::Warn title="Someone else is editing this case">
                <p>"Jonas saved a decision at 15:52. Your text is kept below."</p>
            </Notice>
            <Notice tone=Tone::Stop title="Is someone in danger right now?"><p>"Call your local emergency number first."</p></Notice>
            <Notice tone=Tone::Idle><p>"Typed addresses are never opened by your browser."</p></Notice>
        </Section>
    }
}
