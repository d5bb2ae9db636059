//! Lists as tables. On a phone each row folds into a block.

use leptos::prelude::*;

use crate::links::Href;

/// How a table behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableKind {
    /// For reading.
    #[default]
    Plain,
    /// Each row leads to a page: its `th` has the link.
    Rows,
    /// As `Rows`, for queues.
    Dense,
}

/// The head of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    title: String,
    class: Option<&'static str>,
    is_unseen: bool,
    sort: Option<(Href, Option<bool>)>,
}

impl Column {
    /// A column of words.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), class: None, is_unseen: false, sort: None }
    }

    /// A column whose title need not be seen, such as the one of the ticks.
    #[must_use]
    pub fn unseen(mut self) -> Self {
        self.is_unseen = true;
        self
    }

    /// The column that takes the room.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.class = Some("main");
        self
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.class = Some("number");
        self
    }

    /// A column to sort by: the link that does, or turns the order; `ascending` says how it is sorted now.
    #[must_use]
    pub fn sort(mut self, to: Href, ascending: Option<bool>) -> Self {
        self.sort = Some((to, ascending));
        self
    }
}

/// A list; its children are `tr` with a `th scope="row"` and [`Cell`]s.
#[component]
pub fn Table(
    /// What it lists, for those who do not see its title.
    #[prop(into)]
    caption: String,
    /// Its columns.
    columns: Vec<Column>,
    /// How it behaves.
    #[prop(optional)]
    kind: TableKind,
    /// Whether it stands in a card already.
    #[prop(optional)]
    is_inside: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        TableKind::Plain => "table",
        TableKind::Rows => "table rows",
        TableKind::Dense => "table rows dense",
    };
    let table = view! {
        <table class=class>
            <caption class="hidden">{caption}</caption>
            <thead><tr>{columns.into_iter().map(head).collect_view()}</tr></thead>
            <tbody>{children()}</tbody>
        </table>
    };
    let wrap = if is_inside { "table-in" } else { "table-wrap" };
    view! { <div class=wrap>{table}</div> }
}

fn head(column: Column) -> impl IntoView {
    let Column { title, class, is_unseen, sort } = column;
    let (to, ascending) = sort.unzip();
    let ascending = ascending.flatten();
    let sorted = ascending.map(|up| if up { "ascending" } else { "descending" });
    let arrow = ascending.map(|up| if up { " ↑" } else { " ↓" });
    let arrow = arrow.map(|arrow| view! { <span aria-hidden="true">{arrow}</span> });
    let words = match to {
        Some(to) => view! { <a href=to>{title}{arrow}</a> }.into_any(),
        None if is_unseen => view! { <span class="hidden">{title}</span> }.into_any(),
        None => title.into_any(),
    };
    view! { <th scope="col" class=class aria-sort=sorted>{words}</th> }
}

/// A cell that says on a phone what it is.
#[component]
pub fn Cell(
    /// The column's title.
    #[prop(into)]
    label: String,
    /// `number`, or `rank`, `when` and `account` in a dense table.
    #[prop(optional_no_strip, into)]
    class: Option<&'static str>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    // An attribute of its own would be written even when there is no class.
    match class {
        Some(class) => view! { <td data-label=label class=class>{children()}</td> }.into_any(),
        None => view! { <td data-label=label>{children()}</td> }.into_any(),
    }
}
