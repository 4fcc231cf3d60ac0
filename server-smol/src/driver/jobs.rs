//! Slow work that the core asks for: checking passwords, reading the configuration anew.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use peyk_core::server::ConnId;

use super::env::Env;
use super::inbox::Event;
use super::{Reload, Shared};

/// Jobs done at a time. A password check takes about 20 MiB and tens of milliseconds: this bounds
/// what a storm of attempts costs.
pub(super) const WORKERS: usize = 2;

/// One piece of slow work.
pub(super) enum Job {
    Verify { conn: ConnId, ticket: u32, phc: Box<str>, password: Box<[u8]> },
    Reload,
}

/// Does jobs, one after the other, until the hub is gone.
pub(super) async fn work<E: Env>(
    shared: Arc<Shared<E>>,
    jobs: async_channel::Receiver<Job>,
    reload: Reload,
) {
    while let Ok(job) = jobs.recv().await {
        let event = match job {
            Job::Verify { conn, ticket, phc, password } => {
                let check = move || matches(&phc, &password);
                let matches = shared.env.run_blocking(check).await;
                Event::Verified { conn, ticket, matches }
            }
            Job::Reload => {
                let reload = Arc::clone(&reload);
                match shared.env.run_blocking(move || reload()).await {
                    Ok(served) => {
                        let config = shared.serve_with(served);
                        tracing::info!("the configuration was read anew");
                        Event::Reloaded(Box::new(config))
                    }
                    Err(reason) => {
                        tracing::error!(%reason, "the configuration stays as it was");
                        Event::ReloadFailed(reason)
                    }
                }
            }
        };
        shared.inbox.push(event);
    }
}

/// Whether `password` is the one that `phc` was made of.
fn matches(phc: &str, password: &[u8]) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else {
        tracing::error!("a configured password is not a PHC string: nobody can give it");
        return false;
    };
    Argon2::default().verify_password(password, &hash).is_ok()
}
