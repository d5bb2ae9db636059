//! From a view to a whole document.

use std::sync::{Arc, OnceLock};

use hydration_context::SsrSharedContext;
use leptos::nonce::Nonce;
use leptos::prelude::*;

/// A document and the nonce that its inline script carries.
#[derive(Debug)]
pub struct Document {
    /// The HTML, from the doctype on.
    pub html: String,
    /// What `script-src 'nonce-…'` must say. Fresh for every document.
    pub nonce: String,
}

/// Renders one page. The view is not hydrated, except for the islands in it.
pub fn html<V: IntoView>(page: impl FnOnce() -> V) -> Document {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let document = owner.with(|| {
        provide_nonce();
        let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
        let body = page().into_view().to_html();
        Document { html: format!("<!doctype html>{body}"), nonce }
    });
    owner.cleanup();
    document
}

/// A page that is the same for everybody, rendered when it is first asked for.
#[derive(Debug, Default)]
pub struct Fixed(OnceLock<Document>);

impl Fixed {
    /// The page, with a nonce of its own each time.
    pub fn html<V: IntoView>(&self, page: impl FnOnce() -> V) -> Document {
        let kept = self.0.get_or_init(|| html(page));
        let nonce = Nonce::new().to_string();
        let html =
            if kept.nonce.is_empty() { kept.html.clone() } else { kept.html.replace(&kept.nonce, &nonce) };
        Document { html, nonce }
    }
}

/// Renders a piece of a page, for tests and mail.
pub fn fragment<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.cleanup();
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_its_own_nonce() {
        let page = || view! { <html><p>{use_nonce().map(|nonce| nonce.to_string())}</p></html> };
        let (first, second) = (html(page), html(page));
        assert!(first.html.contains(&first.nonce) && first.nonce.len() >= 22);
        assert_ne!(first.nonce, second.nonce);
    }

    #[test]
    fn a_page_rendered_once_has_a_new_nonce_each_time_all_the_same() {
        let page = || view! { <html><p>{use_nonce().map(|nonce| nonce.to_string())}</p></html> };
        let fixed = Fixed::default();
        let (first, second) = (fixed.html(page), fixed.html(page));
        assert!(first.html.contains(&first.nonce) && second.html.contains(&second.nonce));
        assert_ne!(first.nonce, second.nonce);
        assert_eq!(first.html.replace(&first.nonce, &second.nonce), second.html);
    }
}
