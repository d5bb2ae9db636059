// Shared with the build script, which compresses what does not change after the build.

use std::io::Write as _;

/// The content as brotli of a quality from 0 to 11, if that is smaller.
pub(crate) fn brotli(content: &[u8], quality: u32) -> Option<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 64 * 1024, quality, 22);
    writer.write_all(content).and_then(|()| writer.flush()).ok()?;
    drop(writer);
    (compressed.len() < content.len()).then_some(compressed)
}

/// The content as gzip, if that is smaller.
pub(crate) fn gzip(content: &[u8]) -> Option<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content).ok()?;
    let compressed = writer.finish().ok()?;
    (compressed.len() < content.len()).then_some(compressed)
}
