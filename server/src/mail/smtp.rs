//! Letters by a mail server.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::MailError;
use crate::config::{SmtpConfig, SmtpTls};

/// A mail server and how long it may take. The library's own timeout covers connecting alone.
#[derive(Clone, Debug)]
pub(super) struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

impl Server {
    pub(super) fn of(config: &SmtpConfig) -> Result<Self, MailError> {
        Ok(Self { transport: transport(config)?, patience: config.timeout })
    }

    /// `plain` says whether the recipient's address is ASCII.
    pub(super) async fn send(&self, message: Message, plain: bool) -> Result<(), MailError> {
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(outcome) => outcome.map(drop).map_err(|error| judge(&error, plain)),
            Err(_) => Err(MailError::for_now("the mail server did not answer in time")),
        }
    }
}

fn transport(config: &SmtpConfig) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let host = config.host.as_str();
    let builder = match config.tls {
        SmtpTls::Required => {
            AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(MailError::for_good)?
        }
        SmtpTls::StartTls => {
            AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(MailError::for_good)?
        }
        SmtpTls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
    };
    let pool = PoolConfig::new().max_size(config.pool.get()).idle_timeout(Duration::from_secs(60));
    let builder = builder.port(config.port).timeout(Some(config.timeout)).pool_config(pool);
    let builder = match (&config.username, &config.password) {
        (Some(user), Some(password)) => {
            builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()))
        }
        _ => builder,
    };
    Ok(builder.build())
}

/// A refusal of this letter is for good. A server that is away, busy, set up wrong or does not know our password may come
/// round. `plain` says whether the recipient's address is ASCII, which every server can take.
fn judge(error: &Error, plain: bool) -> MailError {
    let refused_us = error.status().is_some_and(|code| matches!(u16::from(code), 421 | 530..=538));
    let cannot_say_it = error.is_client() && !plain;
    let retryable = !((error.is_permanent() && !refused_us) || cannot_say_it);
    MailError { retryable, code: error.status().map(u16::from), cause: error.to_string() }
}
