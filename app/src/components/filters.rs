//! Views and filters: ordinary links. What is on lives in the URL.

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::links::Href;

/// One view of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Its name.
    pub title: String,
    /// How much is in it.
    pub count: Option<u64>,
    /// Its page.
    pub to: Href,
    /// Whether it is the one shown.
    pub is_current: bool,
}

/// The views of a list.
#[component]
pub fn Views(
    /// The views.
    of: Vec<ListView>,
) -> impl IntoView {
    let link = |ListView { title, count, to, is_current }| {
        let count = count.map(|count| view! { " "<span>{count}</span> });
        view! { <a href=to aria-current=is_current.then_some("page")>{title}{count}</a> }
    };
    view! { <nav class="views" aria-label="Views">{of.into_iter().map(link).collect_view()}</nav> }
}

/// A small choice of how one thing is shown.
#[component]
pub fn Segments(
    /// What is chosen.
    label: &'static str,
    /// The ways.
    of: Vec<ListView>,
) -> impl IntoView {
    let link = |ListView { title, to, is_current, .. }| view! { <a href=to aria-current=is_current.then_some("true")>{title}</a> };
    view! { <nav class="segments" aria-label=label>{of.into_iter().map(link).collect_view()}</nav> }
}

/// A filter that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterOn {
    /// What it filters by.
    pub name: String,
    /// What it lets through.
    pub value: String,
    /// The list without it.
    pub without: Href,
}

/// A filter that can be put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What it filters by.
    pub name: String,
    /// What it could let through.
    pub choices: Vec<FilterChoice>,
}

/// One choice of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterChoice {
    /// What it lets through.
    pub title: String,
    /// How much that is.
    pub count: Option<u64>,
    /// The list with it.
    pub to: Href,
}

/// Filters that are on, filters to put on, and the way back to the whole list. Children are more of them.
#[component]
pub fn FilterBar(
    /// Those that are on.
    on: Vec<FilterOn>,
    /// Those to put on.
    offered: Vec<Filter>,
    /// The whole list; shown while a filter is on.
    clear: Href,
    /// Filters that need typing, such as dates.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let clear = (!on.is_empty()).then(|| view! { <a href=clear>"Clear"</a> });
    view! {
        <div class="filters">
            {on.into_iter().map(filter_on).collect_view()}
            {offered.into_iter().map(filter).collect_view()}
            {children.map(|children| children())}
            {clear}
        </div>
    }
}

fn filter_on(filter: FilterOn) -> impl IntoView {
    view! {
        <a class="filter-on" href=filter.without>
            <b>{filter.name}</b>" "<bdi>{filter.value}</bdi>" "<Icon of=Symbol::Cross /><span class="hidden">"Remove this filter"</span>
        </a>
    }
}

fn filter(filter: Filter) -> impl IntoView {
    let choice = |FilterChoice { title, count, to }| {
        let count = count.map(|count| view! { " "<span class="muted">{count}</span> });
        view! { <a href=to>{title}{count}</a> }
    };
    view! {
        <details class="filter" name="filter">
            <summary><Icon of=Symbol::Plus />{filter.name}</summary>
            <div>{filter.choices.into_iter().map(choice).collect_view()}</div>
        </details>
    }
}

/// A search of the list; a form that gets, or one that posts where people's addresses are searched for, which no URL and no log may hold.
#[component]
pub fn Search(
    /// The list.
    to: Href,
    /// The parameter's name.
    #[prop(default = "text")]
    name: &'static str,
    /// What is searched for now.
    #[prop(into)]
    value: String,
    /// What it searches, for those who do not see it.
    label: &'static str,
    /// What can be typed.
    placeholder: &'static str,
    /// Parameters to keep: those of the filters that are on.
    #[prop(optional)]
    kept: Vec<(&'static str, String)>,
    /// Whether it posts.
    #[prop(optional)]
    is_posted: bool,
) -> impl IntoView {
    let method = is_posted.then_some("post");
    let kept = kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <form class="search" role="search" method=method action=to>
            {kept.collect_view()}
            <Icon of=Symbol::Search />
            <label class="hidden" for="search">{label}</label>
            <input class="input small" id="search" type="search" name=name value=value placeholder=placeholder dir="auto" />
        </form>
    }
}
