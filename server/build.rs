//! Bundles the stylesheet and takes in the islands, if they were built.

#[path = "src/http/assets/compress.rs"]
mod compress;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use sha2::{Digest as _, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/http/assets/compress.rs");
    println!("cargo::rerun-if-changed=../migrations");
    bundle_style(&out)?;
    embed_islands(&out)
}

fn bundle_style(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../style");
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(Path::new("../style/main.css")).map_err(|error| error.to_string())?;
    sheet.minify(MinifyOptions::default())?;
    let css = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?.code;
    fs::write(out.join("style.css"), css)?;
    Ok(())
}

fn embed_islands(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut code = String::new();
    let mut hasher = Sha256::new();
    for file in island_files()? {
        hasher.update(&file.content);
        let literal = |content: Option<Vec<u8>>, suffix: &str| -> Result<String, Box<dyn Error>> {
            let Some(content) = content else { return Ok("None".to_owned()) };
            let path = out.join(format!("{}.{suffix}", file.name.replace('/', "_")));
            fs::write(&path, content)?;
            Ok(format!("Some(include_bytes!({path:?}))"))
        };
        let brotli = literal(compress::brotli(&file.content, 11), "br")?;
        let gzip = literal(compress::gzip(&file.content), "gz")?;
        writeln!(code, "    ({:?}, include_bytes!({:?}), {brotli}, {gzip}),", file.name, file.path)?;
    }
    let hash: String = hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let code = format!("const ISLANDS: &[Embedded] = &[\n{code}];\nconst ISLANDS_HASH: &str = {hash:?};\n");
    fs::write(out.join("islands.rs"), code)?;
    Ok(())
}

struct File {
    name: String,
    path: PathBuf,
    content: Vec<u8>,
}

/// What `wasm-bindgen` wrote, in the order of the names.
fn island_files() -> Result<Vec<File>, Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=PORTAL_ISLANDS");
    let Some(root) = islands_folder() else { return Ok(Vec::new()) };
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(path.extension().and_then(|text| text.to_str()), Some("js" | "wasm")) {
                let name = path.strip_prefix(&root)?.to_string_lossy().into_owned();
                files.push(File { content: fs::read(&path)?, name, path });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// `PORTAL_ISLANDS`, or where `app/islands/build.sh` puts them.
fn islands_folder() -> Option<PathBuf> {
    let named = std::env::var_os("PORTAL_ISLANDS").filter(|path| !path.is_empty()).map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let folder = named.or_else(|| Some(cache?.join("abuse-portal/islands")))?;
    folder.join("islands.js").exists().then_some(folder)
}
