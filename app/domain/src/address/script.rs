//! Which labels can be shown in their own letters without passing for another name.
//!
//! The rules are those browsers use, on the strict side: where in doubt a label stays in ASCII.

use icu_properties::props::{GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();
const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> =
    CodePointMapData::<GeneralCategory>::new();

/// Scripts in everyday use (UAX 31, table 5).
const EVERYDAY: [Script; 29] = [
    Script::Arabic,
    Script::Armenian,
    Script::Bengali,
    Script::Bopomofo,
    Script::Cyrillic,
    Script::Devanagari,
    Script::Ethiopic,
    Script::Georgian,
    Script::Greek,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::Han,
    Script::Hangul,
    Script::Hebrew,
    Script::Hiragana,
    Script::Kannada,
    Script::Katakana,
    Script::Khmer,
    Script::Lao,
    Script::Latin,
    Script::Malayalam,
    Script::Myanmar,
    Script::Oriya,
    Script::Sinhala,
    Script::Tamil,
    Script::Telugu,
    Script::Thaana,
    Script::Thai,
    Script::Tibetan,
];

/// Scripts that one language writes side by side (UTS 39, "highly restrictive").
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

/// Letters that look like Latin ones or like digits; a label made of them alone is a disguise.
const LATIN_TWINS: &str = "асԁеһіјӏорԛѕԝхуъьҽпгѵѡαικνρυωηοτագզէլհյոսւօ";

/// Letters that look like a slash, a dash or a bar beside Latin ones.
const STROKES: &str = "ノソゾンへべぺヘベペ工一丨丶丿乛亅ㆍー〇二八卜口囗";

/// Whether a label is shown in Unicode under this top-level domain.
pub(super) fn is_safe(label: &[char], top: &[char]) -> bool {
    let scripts = scripts(label);
    let latin = scripts.contains(&Script::Latin);
    label.iter().all(|c| is_ordinary(*c, latin)) && go_together(&scripts) && !is_disguise(label, top)
}

fn scripts(label: &[char]) -> Vec<Script> {
    let mut scripts = Vec::new();
    for script in label.iter().map(|c| SCRIPTS.get(*c)) {
        if !matches!(script, Script::Common | Script::Inherited) && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    scripts
}

fn go_together(scripts: &[Script]) -> bool {
    match scripts {
        [] => false,
        [one] => EVERYDAY.contains(one),
        many => TOGETHER.iter().any(|set| many.iter().all(|script| set.contains(script))),
    }
}

fn is_ordinary(c: char, beside_latin: bool) -> bool {
    use GeneralCategory as Category;
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '-';
    }
    match CATEGORIES.get(c) {
        Category::LowercaseLetter => SCRIPTS.get(c) != Script::Latin || is_common_latin(c),
        Category::OtherLetter | Category::ModifierLetter => {
            SCRIPTS.get(c) != Script::Latin && !(beside_latin && STROKES.contains(c)) && !is_modifier(c)
        }
        Category::NonspacingMark | Category::SpacingMark | Category::DecimalNumber => !beside_latin,
        _ => false,
    }
}

/// Latin letters of living languages, without phonetic and historic ones that look like others.
fn is_common_latin(c: char) -> bool {
    matches!(c,
        '\u{df}'..='\u{17f}' | '\u{1a1}' | '\u{1b0}' | '\u{1ce}'..='\u{1dc}' | '\u{219}' | '\u{21b}' | '\u{1e00}'..='\u{1eff}')
}

fn is_modifier(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2ff}')
}

/// Whether all letters have a twin in Latin, under a top-level domain written in Latin.
fn is_disguise(label: &[char], top: &[char]) -> bool {
    let mut letters = label.iter().filter(|c| !c.is_ascii());
    let plain = label.iter().any(char::is_ascii_alphabetic);
    !plain && top.iter().all(char::is_ascii) && letters.all(|c| LATIN_TWINS.contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(label: &str, top: &str) -> bool {
        is_safe(&label.chars().collect::<Vec<_>>(), &top.chars().collect::<Vec<_>>())
    }

    #[test]
    fn words_of_one_language_are_safe() {
        for label in [
            "bücherwelt",
            "żółć",
            "việt",
            "пример",
            "例え",
            "みんなのページ",
            "한국어",
            "مثال",
            "उदाहरण",
            "δοκιμή",
            "abc例え",
        ] {
            assert!(safe(label, "com"), "{label}");
        }
    }

    #[test]
    fn mixed_scripts_and_twins_are_not() {
        for label in [
            "pаypal",
            "аррӏе",
            "οο",
            "αpple",
            "ɡoogle",
            "exampleノlogin",
            "e\u{301}q\u{301}",
            "ᏚᎢ",
            "☃",
            "a\u{200d}b",
            "a٣",
        ] {
            assert!(!safe(label, "com"), "{label}");
        }
    }

    #[test]
    fn twins_are_at_home_under_a_domain_in_their_own_script() {
        assert!(safe("ах", "рф"));
        assert!(!safe("ах", "com"));
    }
}
