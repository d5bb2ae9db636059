//! The countries of the world: their codes (ISO 3166-1, two letters) and their names in English.

/// Every code with its name, by name.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("countries.tsv").lines().filter_map(|line| line.split_once('\t'))
}

/// The country of a code, written in whatever case: the code in capitals and the name.
pub fn of(code: &str) -> Option<(&'static str, &'static str)> {
    all().find(|(known, _)| known.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_by_its_code_in_any_case() {
        assert_eq!(of("de"), Some(("DE", "Germany")));
        for nowhere in ["XX", "UK", "D", "DEU", "", "Germany"] {
            assert_eq!(of(nowhere), None, "{nowhere}");
        }
        assert_eq!(all().count(), 249);
    }
}
