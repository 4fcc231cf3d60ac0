//! Whether a server's certificate is trusted.
//!
//! The certificate that was seen at the first time is pinned, and from then on only it is
//! trusted, or one that an authority of this machine vouches for. With any other the connection
//! is refused, and the person is asked.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use futures_rustls::rustls::client::WebPkiServerVerifier;
use futures_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use futures_rustls::rustls::crypto::{
    CryptoProvider, verify_tls12_signature, verify_tls13_signature,
};
use futures_rustls::rustls::{
    CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use peyk_core::client::Trust;

/// What a handshake showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) sha256: [u8; 32],
    /// Nothing if it is not trusted.
    pub(super) trust: Option<Trust>,
}

/// Judges the certificate of one connection.
#[derive(Debug)]
pub(super) struct Verifier {
    pinned: Option<[u8; 32]>,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Option<Seen>>,
}

impl Verifier {
    pub(super) fn new(pinned: Option<[u8; 32]>, provider: Arc<CryptoProvider>) -> Self {
        Self { pinned, provider, seen: Mutex::new(None) }
    }

    /// What the handshake showed, if it came so far.
    pub(super) fn seen(&self) -> Option<Seen> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn judge(&self, sha256: [u8; 32], is_vouched_for: impl FnOnce() -> bool) -> Option<Trust> {
        if self.pinned == Some(sha256) {
            return Some(Trust::Pinned);
        }
        if is_vouched_for() {
            return Some(Trust::Authority);
        }
        self.pinned.is_none().then_some(Trust::FirstUse)
    }
}

/// How a handshake's signature is verified: in each version of TLS as rustls does it there.
macro_rules! verify_signature {
    ($($as_in_version:ident)*) => {$(
        fn $as_in_version(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = &self.provider.signature_verification_algorithms;
            $as_in_version(message, cert, dss, algorithms)
        }
    )*};
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let sha256 = sha256(end_entity);
        let trust = self.judge(sha256, || {
            authorities(&self.provider).is_some_and(|authorities| {
                let verified = authorities.verify_server_cert(
                    end_entity,
                    intermediates,
                    server_name,
                    ocsp_response,
                    now,
                );
                verified.is_ok()
            })
        });
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(Seen { sha256, trust });
        match trust {
            Some(_) => Ok(ServerCertVerified::assertion()),
            None => {
                Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
            }
        }
    }

    verify_signature! { verify_tls12_signature verify_tls13_signature }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The authorities of this machine; nothing if there are none. Read when they are first needed:
/// a server whose certificate is pinned does not need them.
fn authorities(provider: &Arc<CryptoProvider>) -> Option<&'static WebPkiServerVerifier> {
    static AUTHORITIES: OnceLock<Option<Arc<WebPkiServerVerifier>>> = OnceLock::new();
    let verifier = AUTHORITIES.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::clone(provider);
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()
    });
    verifier.as_deref()
}

/// SHA-256 of a certificate.
pub(super) fn sha256(certificate: &CertificateDer<'_>) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    digest.as_ref().try_into().expect("a SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use futures_rustls::rustls::crypto::ring::default_provider;

    use super::*;

    #[test]
    fn what_was_seen_first_is_trusted_and_nothing_else_without_an_authority() {
        let verifier = |pinned| Verifier::new(pinned, Arc::new(default_provider()));
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(verifier(None).judge(one, || false), Some(Trust::FirstUse));
        assert_eq!(verifier(None).judge(one, || true), Some(Trust::Authority));
        assert_eq!(verifier(Some(one)).judge(one, || false), Some(Trust::Pinned));
        assert_eq!(verifier(Some(one)).judge(other, || true), Some(Trust::Authority));
        assert_eq!(verifier(Some(one)).judge(other, || false), None);
    }
}
