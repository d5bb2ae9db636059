//! The body of the report form: sent with a file, or without from the page that shows it again.

use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;

use crate::http::form::{BodyLimit, read};
use crate::http::typed::Typed;
use crate::http::{Form, Problem};

/// The file that a list may come in.
const FILE: &str = "list";

/// What was sent: fields in their order, and the text of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// Name and value.
    pub fields: Vec<(String, String)>,
    /// The file's text; or that it is none.
    pub file: Option<Result<String, NotText>>,
}

/// The file is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "This file is not plain text. In your spreadsheet choose “CSV UTF-8” when you save it, then send that file."
)]
pub struct NotText;

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_multipart(&request) {
            let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state).await?;
            return Ok(Self { fields, file: None });
        }
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        let (head, body) = request.into_parts();
        let posted = parts(whole(head, body).await?).await?;
        if let Ok(fields) = serde_html_form::to_string(&posted.fields) {
            typed.keep(&fields.into());
        }
        Ok(posted)
    }
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.trim_start().get(..20).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/form-data;"))
}

/// Reads all of it first, so that what is too large is told as such.
async fn whole(head: Parts, body: Body) -> Result<Multipart, Problem> {
    let limit = head.extensions.get::<BodyLimit>().copied();
    let BodyLimit(limit) = limit.ok_or_else(|| Problem::internal("the route has no body limit"))?;
    let body = read(body, limit).await?;
    let request = Request::from_parts(head, Body::from(body));
    Multipart::from_request(request, &()).await.map_err(|_| Problem::Unsupported)
}

async fn parts(mut multipart: Multipart) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            posted.file = file(field).await?;
        } else {
            posted.fields.push((name, text(field).await?));
        }
    }
    Ok(posted)
}

fn unreadable(error: MultipartError) -> Problem {
    tracing::debug!(%error, "a form with a file was refused");
    Problem::BadRequest("The form arrived incomplete. Load the page again.".to_owned())
}

async fn text(field: Field<'_>) -> Result<String, Problem> {
    let bytes = field.bytes().await.map_err(unreadable)?;
    match String::from_utf8(bytes.to_vec()) {
        Ok(text) if !text.contains('\0') => Ok(text),
        Ok(_) => Err(Problem::BadRequest(
            "Some of the text has a character with the code 0. Remove it.".to_owned(),
        )),
        Err(_) => Err(Problem::BadRequest(
            "Some of the text is not UTF-8. Type it again instead of pasting it.".to_owned(),
        )),
    }
}

/// A browser sends an empty file where none was chosen.
async fn file(field: Field<'_>) -> Result<Option<Result<String, NotText>>, Problem> {
    let bytes = field.bytes().await.map_err(unreadable)?;
    Ok((!bytes.is_empty()).then(|| decoded(&bytes)))
}

/// UTF-8, or UTF-16 with its mark, which some programs call Unicode.
fn decoded(bytes: &[u8]) -> Result<String, NotText> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => String::from_utf8(bytes.to_vec()).map_err(|_| NotText)?,
    };
    if text.contains('\0') { Err(NotText) } else { Ok(text.trim_start_matches('\u{feff}').to_owned()) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).map_err(|_| NotText)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    async fn posted(kind: &str, body: impl Into<Body>) -> Result<Posted, Problem> {
        let mut request = Request::new(body.into());
        request.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
        request.extensions_mut().insert(BodyLimit(1000));
        Posted::from_request(request, &()).await
    }

    #[tokio::test]
    async fn both_kinds_of_form_are_read() {
        let plain = posted("application/x-www-form-urlencoded", "a=1&a=2&b=%C3%BC").await.unwrap();
        let pairs = [("a", "1"), ("a", "2"), ("b", "ü")];
        assert_eq!(plain.fields, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n\
                    Content-Disposition: form-data; name=\"list\"; filename=\"l.csv\"\r\n\r\na.example\n\r\n--x--\r\n";
        let multipart = posted("multipart/form-data; boundary=x", body).await.unwrap();
        assert_eq!(multipart.fields, [("a".to_owned(), "1".to_owned())]);
        assert_eq!(multipart.file, Some(Ok("a.example\n".to_owned())));
    }

    #[tokio::test]
    async fn a_broken_or_foreign_body_is_a_problem_page() {
        let broken = posted(
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
        )
        .await;
        assert!(matches!(broken, Err(Problem::BadRequest(_))), "{broken:?}");
        assert!(matches!(posted("text/plain", "a=1").await, Err(Problem::Unsupported)));
        assert!(matches!(posted("multipart/form-data; boundary", "").await, Err(Problem::Unsupported)));
    }

    #[test]
    fn files_are_text_in_utf_8_or_marked_utf_16() {
        assert_eq!(decoded(b"\xef\xbb\xbfa").as_deref(), Ok("a"));
        assert_eq!(decoded(b"\xff\xfea\0\xfc\0").as_deref(), Ok("aü"));
        assert_eq!(decoded(b"\xfe\xff\0a").as_deref(), Ok("a"));
        assert_eq!(decoded(b"PK\x03\x04\0\0"), Err(NotText));
        assert_eq!(decoded(b"caf\xe9"), Err(NotText));
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "--x\r\n", "--x\r\n", "\r\n--x\r\n", "\r\n--x--\r\n", "--x", "--", "\r\n", "\r\n\r\n", "\n", "Content-Disposition: form-data; ",
        "Content-Disposition: form-data; name=\"list\"; filename=\"l.csv\"\r\n\r\n", "Content-Disposition: form-data; name=\"a\"\r\n\r\n",
        "Content-Type: text/csv\r\n", "name=\"b\"", "name=", "filename=\"\"", ";", "\"", "a.example\n", "ü", "\u{0}", "\u{feff}",
    ];

    #[test]
    fn fuzz_bodies() {
        // What is beyond the limit is drained by a task of its own.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let _entered = runtime.enter();
        bolero::check!().for_each(|bytes| {
            survive(bytes.to_vec());
            survive(crate::fuzz::spelled(bytes, PIECES).into_bytes());
        });
    }

    /// No text that Postgres cannot keep comes in, and no more of it than was sent.
    fn survive(body: Vec<u8>) {
        let length = body.len();
        let posted = posted("multipart/form-data; boundary=x", body).now_or_never().unwrap();
        let Ok(Posted { fields, file }) = posted else { return };
        let texts = fields.into_iter().map(|(_, value)| value).chain(file.and_then(Result::ok));
        assert!(
            texts.fold(0, |all, text| if text.contains('\0') { usize::MAX } else { all + text.len() })
                <= 2 * length
        );
    }

    #[test]
    fn fuzz_files() {
        bolero::check!().for_each(|bytes| {
            for mark in [&b""[..], b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"] {
                let Ok(text) = decoded(&[mark, bytes].concat()) else { continue };
                assert!(!text.contains('\0') && text.len() <= 2 * bytes.len());
                assert_eq!(decoded(text.as_bytes()), Ok(text));
            }
        });
    }
}
