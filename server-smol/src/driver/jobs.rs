//! Slow work that the core asks for: passwords, what was kept, reading the configuration anew.

use std::num::NonZeroU32;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use peyk_core::server::storage::ScramKeys;
use peyk_core::server::{Answer, ConnId, Hashed, Task};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{hmac, pbkdf2};

use super::env::Env;
use super::inbox::Event;
use super::store::Store as _;
use super::{Reload, Shared};

/// Jobs done at a time. A password check takes about 20 MiB and tens of milliseconds: this bounds
/// what a storm of attempts costs.
pub(super) const WORKERS: usize = 2;

/// One piece of slow work.
pub(super) enum Job {
    Ask { conn: ConnId, ticket: u32, task: Task },
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
            Job::Ask { conn, ticket, task } => {
                Event::Answered { conn, ticket, answer: answer(&shared, task).await }
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

async fn answer<E: Env>(shared: &Shared<E>, task: Task) -> Answer {
    match task {
        Task::Verify { phc, password } => {
            let check = move || matches(&phc, &password);
            Answer::Matches(shared.env.run_blocking(check).await)
        }
        Task::Hash { password } => {
            let hash = move || hashed(&password).map(Box::new);
            Answer::Hashed(shared.env.run_blocking(hash).await)
        }
        Task::Read(query) => match shared.env.store().read(query).await {
            Ok(page) => Answer::Page(Some(page)),
            Err(error) => {
                tracing::error!(%error, "what was kept cannot be read");
                Answer::Page(None)
            }
        },
    }
}

/// What is kept of a password; none without randomness.
pub(crate) fn hashed(password: &[u8]) -> Option<Hashed> {
    let phc = Argon2::default().hash_password(password).ok()?.to_string().into();
    let mut salt = [0; 16];
    SystemRandom::new().fill(&mut salt).ok()?;
    Some(Hashed { phc, scram: scram_keys(password, salt, SCRAM_ITERATIONS) })
}

/// Rounds of PBKDF2 for SCRAM.
const SCRAM_ITERATIONS: NonZeroU32 =
    NonZeroU32::new(ScramKeys::ITERATIONS).expect("it is not zero");

/// The keys of a salted password (RFC 5802, section 3).
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "SHA-256 always has 32 bytes")]
pub fn scram_keys(password: &[u8], salt: [u8; 16], iterations: NonZeroU32) -> ScramKeys {
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &salt, password, &mut salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let client_key = hmac::sign(&key, b"Client Key");
    let server_key = hmac::sign(&key, b"Server Key");
    let bytes = |hash: &[u8]| hash.try_into().expect("SHA-256 has 32 bytes");
    ScramKeys {
        salt,
        iterations: iterations.get(),
        stored_key: bytes(digest(&SHA256, client_key.as_ref()).as_ref()),
        server_key: bytes(server_key.as_ref()),
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
