//! Takes connections: so many at once and no more, and from each only as long as it says something.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use super::crowd::Crowd;
use super::guard::is_trusted;

/// How long a client may take for the head of a request, and may keep a connection without one.
const HEAD: Duration = Duration::from_secs(15);

/// How long a trusted proxy may keep a connection without a request; those in use hold theirs for a minute.
const PROXY_REST: Duration = Duration::from_secs(75);

/// How long nothing more is said about networks that are turned away.
const SILENCE: Duration = Duration::from_secs(60);

/// Connections at once, where the process may have so many.
const MOST: u64 = 8192;

/// Connections at once from one household that is no trusted proxy.
const MOST_OF_ONE: u32 = 200;

/// After a failure to accept, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers requests until `stop` is done, then finishes those under way.
pub(crate) async fn answer(
    listener: TcpListener,
    router: Router,
    trusted: &[IpNet],
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(places()));
    let crowd = Crowd::of(MOST_OF_ONE);
    let graceful = GracefulShutdown::new();
    let (for_guests, for_proxies) = (server(HEAD), server(PROXY_REST));
    let mut said: Option<Instant> = None;
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let address = peer.ip().to_canonical();
        // A trusted proxy speaks for everybody and is not counted.
        let guest = (!is_trusted(address, trusted)).then(|| crowd.admit(address));
        if matches!(guest, Some(None)) {
            if said.is_none_or(|at| at.elapsed() > SILENCE) {
                tracing::warn!(
                    most = MOST_OF_ONE,
                    "a network has too many connections; a proxy of yours belongs into trusted_proxies"
                );
                said = Some(Instant::now());
            }
            continue;
        }
        let server = if guest.is_some() { &for_guests } else { &for_proxies };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // Whoever hangs up has ended the talk.
            let _ = connection.await;
            drop((place, guest));
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

fn server(patience: Duration) -> http1::Builder {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(patience);
    server
}

/// The next connection once there is a place for it; nothing when it is gone already.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Only a delay would follow if this failed.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::debug!(%error, "a connection was not accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// As many as file descriptors allow, half of which are left for everything else. Raises their limit as far as the process may.
fn places() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(2 * MOST, |maximum| maximum.min(2 * MOST));
    let current = limit.current.map_or(2 * MOST, |current| current.max(wanted));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum: limit.maximum });
    let current = if raised.is_ok() { current } else { limit.current.unwrap_or(2 * MOST) };
    usize::try_from((current / 2).min(MOST)).unwrap_or(Semaphore::MAX_PERMITS)
}
