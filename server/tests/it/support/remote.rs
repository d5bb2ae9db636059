//! A portal that runs elsewhere, as a router of this process, so that the browser in miniature can visit it.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Passes every request on to an address, each over a connection of its own. A broken one is a 502.
pub fn remote(address: String) -> Router {
    Router::new().fallback(async move |request: Request| {
        forward(&address, request).await.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
    })
}

async fn forward(address: &str, mut request: Request) -> Result<Response, Box<dyn std::error::Error>> {
    request.headers_mut().insert(HOST, HeaderValue::from_str(address)?);
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake::<_, Body>(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?.map(Body::new))
}
