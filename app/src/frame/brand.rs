//! The provider's name and colour.

use leptos::prelude::*;

/// The provider as its visitors know it. Lightness stays the portal's, so contrast holds for every hue.
#[derive(Clone, Debug, PartialEq)]
pub struct Brand {
    /// The provider's name.
    pub name: String,
    /// The accent's hue in OKLCH, in degrees.
    pub hue: f32,
    /// The accent's chroma in OKLCH; 0 is grey, more than 0.2 is not shown by most screens.
    pub chroma: f32,
}

/// The drawing inside the mark.
const STROKES: &str = "M5.5 9.5h7a2 2 0 1 0-1.9-2.6M5.5 13h11a2.2 2.2 0 1 1-2.1 2.9M5.5 16.5h5";

impl Brand {
    /// The rule to append to the stylesheet.
    #[must_use]
    pub fn css(&self) -> String {
        format!(":root{{--brand-hue:{};--brand-chroma:{}}}\n", self.hue(), self.chroma())
    }

    /// The icon of the browser's tab, as SVG.
    #[must_use]
    pub fn icon(&self) -> String {
        let fill = format!("oklch(49% {} {})", self.chroma(), self.hue());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><rect width=\"24\" height=\"24\" rx=\"6\" fill=\"{fill}\"/>\
             <path d=\"{STROKES}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.9\" stroke-linecap=\"round\"/></svg>"
        )
    }

    fn hue(&self) -> f32 {
        if self.hue.is_finite() { self.hue.rem_euclid(360.0) } else { 262.0 }
    }

    fn chroma(&self) -> f32 {
        if self.chroma.is_finite() { self.chroma.clamp(0.0, 0.2) } else { 0.16 }
    }
}

/// The mark beside the name.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <rect width="24" height="24" rx="6"></rect>
            <path d=STROKES></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_out_of_range_still_makes_a_rule() {
        let brand = |hue, chroma| Brand { name: String::new(), hue, chroma }.css();
        assert_eq!(brand(-98.0, 0.1), ":root{--brand-hue:262;--brand-chroma:0.1}\n");
        assert_eq!(brand(f32::NAN, f32::INFINITY), ":root{--brand-hue:262;--brand-chroma:0.16}\n");
        assert_eq!(brand(400.0, 3.0), ":root{--brand-hue:40;--brand-chroma:0.2}\n");
    }
}
