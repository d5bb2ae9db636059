//! Cells of the files that people open in a spreadsheet.

/// Spreadsheets run what begins with one of these signs; an apostrophe keeps it text.
pub(crate) fn harmless(cell: &str) -> String {
    let runs = |first: char| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n');
    if cell.trim_start_matches(' ').starts_with(runs) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@sum", "\t=1", " =cmd|' /c calc'!a0"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("https://a.example/=1"), "https://a.example/=1");
    }
}
