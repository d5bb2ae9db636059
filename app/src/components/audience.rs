//! Who may see something.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// Who may see an event or a message. Shown to staff alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Reporter, customer and staff.
    Everyone,
    /// The customer and staff.
    Customer,
    /// The reporter and staff.
    Reporter,
    /// Staff alone.
    Staff,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Everyone, Self::Customer, Self::Reporter, Self::Staff];

    /// Its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Everyone => "Everyone",
            Self::Customer => "Customer, staff",
            Self::Reporter => "Reporter, staff",
            Self::Staff => "Staff",
        }
    }
}

/// A chip that says who may see something.
#[component]
pub fn AudienceChip(
    /// Who may see it.
    of: Audience,
) -> impl IntoView {
    let only = (of == Audience::Staff).then_some("staff");
    let symbol = if only.is_some() { Symbol::Lock } else { Symbol::Eye };
    view! { <span class="audience" data-only=only><Icon of=symbol />{of.words()}</span> }
}
