//! The portal's own files: compiled in, compressed once, addressed by the hash of their content and kept for ever.

mod compress;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use app::components::category_css;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::{Path, Problem};
use crate::portal::Portal;

/// The stylesheet as bundled and minified by the build.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// A file of the islands: name, content, brotli, gzip.
type Embedded = (&'static str, &'static [u8], Option<&'static [u8]>, Option<&'static [u8]>);

// `ISLANDS: &[Embedded]` and `ISLANDS_HASH: &str`; empty when they were not built.
include!(concat!(env!("OUT_DIR"), "/islands.rs"));

/// One file in every encoding we answer with.
#[derive(Debug)]
struct Asset {
    kind: &'static str,
    etag: HeaderValue,
    plain: Cow<'static, [u8]>,
    brotli: Option<Cow<'static, [u8]>>,
    gzip: Option<Cow<'static, [u8]>>,
}

/// Every file under `/assets/`.
#[derive(Clone, Debug)]
pub struct Assets {
    files: Arc<BTreeMap<String, Asset>>,
    stylesheet: String,
    icon: String,
}

impl Assets {
    /// The files, with the brand's own rule at the end of the stylesheet and the brand's `icon` (SVG).
    #[must_use]
    pub fn new(brand_rule: &str, icon: String) -> Self {
        let mut files = BTreeMap::new();
        let style = format!("{STYLE}{}{brand_rule}", category_css());
        let stylesheet = add(&mut files, "style", "css", style.into_bytes());
        let icon = add(&mut files, "icon", "svg", icon.into_bytes());
        for file in ISLANDS {
            let (name, asset) = island_file(file);
            files.insert(name, asset);
        }
        Self { files: Arc::new(files), stylesheet, icon }
    }

    /// Name of the stylesheet.
    #[must_use]
    pub fn stylesheet(&self) -> &str {
        &self.stylesheet
    }

    /// Name of the icon.
    #[must_use]
    pub fn icon(&self) -> &str {
        &self.icon
    }

    /// Folder of `islands.js` and its module, if they were built.
    #[must_use]
    pub fn islands(&self) -> Option<String> {
        (!ISLANDS.is_empty()).then(|| format!("islands-{ISLANDS_HASH}"))
    }
}

fn add(files: &mut BTreeMap<String, Asset>, stem: &str, extension: &str, content: Vec<u8>) -> String {
    let hash = hash(&content);
    let name = format!("{stem}-{hash}.{extension}");
    let asset = Asset {
        kind: kind(&name),
        etag: etag(&hash),
        brotli: compress::brotli(&content, 9).map(Cow::Owned),
        gzip: compress::gzip(&content).map(Cow::Owned),
        plain: Cow::Owned(content),
    };
    files.insert(name.clone(), asset);
    name
}

fn island_file(file: &Embedded) -> (String, Asset) {
    let (name, plain, brotli, gzip) = *file;
    let asset = Asset {
        kind: kind(name),
        etag: etag(&hash(plain)),
        plain: Cow::Borrowed(plain),
        brotli: brotli.map(Cow::Borrowed),
        gzip: gzip.map(Cow::Borrowed),
    };
    (format!("islands-{ISLANDS_HASH}/{name}"), asset)
}

fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn etag(hash: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

/// Answers with one file.
pub(super) async fn show(
    State(portal): State<Portal>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = portal.assets.files.get(&name).ok_or(Problem::NotFound)?;
    Ok(answer(asset, &headers))
}

/// Browsers ask for this whatever the page says.
pub(super) async fn favicon(State(portal): State<Portal>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = portal.assets.files.get(portal.assets.icon()).ok_or(Problem::NotFound)?;
    let mut response = answer(asset, &headers);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let (body, encoding) = encoded(asset, headers);
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == asset.etag);
    let mut response =
        if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { body.clone().into_response() };
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(ETAG, asset.etag.clone());
    answer.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if let Some(encoding) = encoding.filter(|_| !unchanged) {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded<'a>(asset: &'a Asset, headers: &HeaderMap) -> (&'a Cow<'static, [u8]>, Option<&'static str>) {
    let accepts = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| {
        accepts.split(',').any(|offer| {
            let (encoding, quality) = offer.split_once(';').unwrap_or((offer, ""));
            encoding.trim() == name && quality.trim() != "q=0"
        })
    };
    match (&asset.brotli, &asset.gzip) {
        (Some(body), _) if takes("br") => (body, Some("br")),
        (_, Some(body)) if takes("gzip") => (body, Some("gzip")),
        _ => (&asset.plain, None),
    }
}

/// What crawlers may read: the public forms, never a report, a secret or a work area.
pub(super) async fn robots() -> &'static str {
    "User-agent: *\nAllow: /report\nDisallow: /account\nDisallow: /api/\nDisallow: /dev/\nDisallow: /invitation/\n\
     Disallow: /reset/\nDisallow: /staff\nDisallow: /track/\nDisallow: /you\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        Assets::new(":root{--brand-hue:1}", "<svg/>".to_owned())
    }

    #[test]
    fn the_address_of_a_file_follows_its_content() {
        let other = Assets::new(":root{--brand-hue:2}", "<svg/>".to_owned());
        assert_ne!(assets().stylesheet(), other.stylesheet());
        assert_eq!(assets().stylesheet(), assets().stylesheet());
        assert_eq!(assets().icon(), other.icon());
    }

    #[test]
    fn the_smallest_encoding_a_browser_takes_is_sent() {
        let assets = assets();
        let style = &assets.files[assets.stylesheet()];
        let chosen = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accept));
            encoded(style, &headers).1
        };
        assert_eq!(chosen("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(chosen("gzip;q=0.5"), Some("gzip"));
        assert_eq!(chosen("br;q=0, identity"), None);
    }

    #[test]
    fn the_stylesheet_stays_small() {
        let assets = assets();
        let style = &assets.files[assets.stylesheet()];
        let size = style.brotli.as_ref().unwrap().len();
        assert!(size < 20_000, "{size} bytes compressed");
    }
}
