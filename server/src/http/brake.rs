//! Slows down who posts too often; reading is free. Each process counts for itself.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::Problem;
use super::guard::ClientAddress;
use crate::portal::Portal;

/// After so many posts, addresses that have been quiet are forgotten.
const SWEEP_EVERY: u32 = 1024;

/// Counts posts by address.
#[derive(Clone, Debug)]
pub struct Brake(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    until_sweep: AtomicU32,
}

impl Brake {
    /// Allows that many posts from one address in a minute, all at once or one by one.
    #[must_use]
    pub fn new(posts_per_minute: NonZeroU32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_minute(posts_per_minute));
        Self(Arc::new(Counts { limiter, until_sweep: AtomicU32::new(SWEEP_EVERY) }))
    }

    /// Counts one post; the error says how long to wait.
    fn count(&self, address: IpAddr) -> Result<(), Duration> {
        self.sweep();
        let outcome = self.0.limiter.check_key(&household(address));
        outcome.map_err(|refusal| refusal.wait_time_from(DefaultClock::default().now()))
    }

    fn sweep(&self) {
        if self.0.until_sweep.fetch_sub(1, Ordering::Relaxed) == 0 {
            self.0.until_sweep.store(SWEEP_EVERY, Ordering::Relaxed);
            self.0.limiter.retain_recent();
        }
    }
}

/// Lets a post pass, or asks to wait.
pub async fn slow_down(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientAddress>().copied();
    let Some(ClientAddress(address)) = address.filter(|_| request.method() == Method::POST) else {
        return next.run(request).await;
    };
    match portal.brake.count(address) {
        Ok(()) => next.run(request).await,
        Err(retry_after) => Problem::TooMany { retry_after }.into_response(),
    }
}

/// Of IPv6, the network that one household gets.
pub(super) fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_counts_as_one() {
        let key = |text: &str| household(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:3::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:3::1"), key("2001:db8:1:2::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn the_third_of_two_posts_has_to_wait() {
        let brake = Brake::new(NonZeroU32::new(2).unwrap());
        let address = "192.0.2.1".parse().unwrap();
        assert!(brake.count(address).is_ok() && brake.count(address).is_ok());
        let wait = brake.count(address).unwrap_err();
        assert!(wait <= Duration::from_secs(30) && wait > Duration::from_secs(20), "{wait:?}");
        assert!(brake.count("192.0.2.2".parse().unwrap()).is_ok());
    }
}
