//! What fuzz targets share; they stand in the tests of the parsers that they are for. See `domain::fuzz` for how to run them.

/// Bytes as text: each spells a piece of what a parser reads, which random bytes would never do.
pub(crate) fn spelled(bytes: &[u8], pieces: &[&str]) -> String {
    bytes.iter().map(|byte| pieces[usize::from(*byte) % pieces.len()]).collect()
}
