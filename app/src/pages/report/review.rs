//! Check your answers, and see who will see what, before anything is sent.

use std::sync::Arc;

use domain::field::{Field, Shape};
use leptos::prelude::*;

use super::ability::Ability;
use super::line::{Fate, Line, Lines};
use super::parties::{Sight, parties, promise};
use super::question::{answered, form_order, short};
use super::{Entry, KEY, STEP};
use crate::components::{
    Button, ButtonKind, Check, ErrorSummary, Hidden, Icon, LinkButton, Notice, PostForm, Summary, Symbol,
    Tone,
};
use crate::form::{Field as _, FormState};
use crate::frame::{Head, Place, Public, Site};
use crate::links::{self, Href};

/// What is checked before it is sent.
#[derive(Clone, Debug)]
pub struct Review {
    /// Who will see what.
    pub sight: Sight,
    /// What becomes of each line.
    pub lines: Vec<Line>,
    /// Everything that was typed, to be sent along; and what is wrong with the statement at the end.
    pub form: FormState<Entry>,
    /// Makes a second sending of this page harmless.
    pub key: String,
}

/// The third step.
#[component]
pub fn ReviewPage(
    /// The running portal.
    site: Arc<Site>,
    /// What is checked.
    review: Review,
) -> impl IntoView {
    let Review { sight, lines, form, key } = review;
    let here = links::report_form(sight.category);
    let title = if form.is_valid() { TITLE.to_owned() } else { format!("Error: {TITLE}") };
    let (policy, tell) = (sight.policy.clone(), sight.disclosures);
    view! {
        <Public site=site head=Head::new(title).secret() place=Place::Report>
            <PostForm to=here.clone() class="stack wide">
                {kept(&form)}
                <Hidden name=KEY value=key />
                <div class="stack">
                    <div><button class="link back" name=STEP value="edit"><Icon of=Symbol::Back />"Back"</button></div>
                    <ErrorSummary of=form.problems() />
                    <div class="stack tight">
                        <p class="step">"Step 3 of 4"</p>
                        <h1>{TITLE}</h1>
                        <p class="muted">"You "<a href=links::here("statement")>"confirm and send it"</a>" at the end of this page."</p>
                    </div>
                </div>
                {nobody(&lines)}
                {answers(&sight, &lines, &here)}
                <section class="stack" aria-labelledby="parties">
                    <div class="stack tight">
                        <h2 id="parties">"What each party will see"</h2>
                        <p class="muted measure">{promise(&sight)}</p>
                    </div>
                    {parties(&sight)}
                </section>
                <Ability policy=policy tell=tell lines=lines />
                <div class="stack loose">
                    <Check state=form.field(Entry::Statement) label="To the best of my knowledge, what I have written is correct." />
                    <div class="actions">
                        <Button words="Send the report" kind=ButtonKind::Primary is_large=true says=(STEP, "send".to_owned()) />
                        <LinkButton to=links::report() words="Discard it" kind=ButtonKind::Quiet is_large=true />
                    </div>
                </div>
            </PostForm>
        </Public>
    }
}

const TITLE: &str = "Check your answers before you send them";

/// Everything that was typed goes along, so that nothing is stored before it is sent.
pub(super) fn kept(form: &FormState<Entry>) -> Vec<impl IntoView + use<>> {
    let sent = form.values().filter(|(entry, _)| !matches!(entry, Entry::Statement | Entry::List));
    sent.map(|(entry, value)| view! { <Hidden name=entry.name() value=value /> }).collect()
}

/// Said when none of the addresses is ours: it may be sent, but somebody else has to act.
fn nobody(lines: &[Line]) -> Option<impl IntoView + use<>> {
    let ours = lines.iter().any(|line| matches!(line.fate, Fate::Ours(_)));
    (!ours).then(|| {
        view! {
            <Notice tone=Tone::Warn title="None of these addresses is on our network">
                <p>"We cannot act on them. Below we say beside each one who can. You may still send this, and get a record of it."</p>
            </Notice>
        }
    })
}

fn answers(sight: &Sight, lines: &[Line], here: &Href) -> impl IntoView + use<> {
    let given: Vec<_> = form_order()
        .filter(|field| field.shape() != Shape::Tick && *field != Field::Email2)
        .filter_map(|field| {
            let answer = said(field, sight.answers.get(field)?);
            Some(row(short(field, sight.policy.group), here, Entry::Answer(field).name(), answer))
        })
        .collect();
    let (word, wrong) = (sight.policy.word.clone(), sight.policy.wrong.clone());
    let lines = lines.to_vec();
    let lines = row("Addresses".to_owned(), here, "addresses", view! { <Lines lines=lines /> }.into_any());
    view! {
        <section aria-labelledby="answers">
            <h2 class="hidden" id="answers">"Your answers"</h2>
            <Summary>
                <div>
                    <dt>"Reported as"</dt>
                    <dd>{word}<small>{wrong}</small></dd>
                    <dd>
                        <button class="link" name=STEP value="edit" formaction=links::report()>
                            "Change"<span class="hidden">" what you report"</span>
                        </button>
                    </dd>
                </div>
                {lines}
                {given}
            </Summary>
        </section>
    }
}

/// An answer, and the way back to its question with everything kept.
fn row(question: String, form: &Href, id: &str, answer: AnyView) -> impl IntoView + use<> {
    let back = form.clone().at(id);
    let what = format!(" the answer to “{question}”");
    view! {
        <div>
            <dt>{question}</dt>
            <dd>{answer}</dd>
            <dd>
                <button class="link" name=STEP value="edit" formaction=back>
                    "Change"<span class="hidden">{what}</span>
                </button>
            </dd>
        </div>
    }
}

fn said(field: Field, answer: &str) -> AnyView {
    view! { <p class="words" dir="auto">{answered(field, answer)}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_words_are_read_as_words() {
        let html = crate::render::fragment(|| said(Field::RegistrationElements, "tech_name\nadmin_email"));
        assert!(html.contains("Technical contact: name, Administrative contact: email"), "{html}");
        assert!(crate::render::fragment(|| said(Field::SubjectRepresentation, "true")).contains("Yes"));
    }
}
