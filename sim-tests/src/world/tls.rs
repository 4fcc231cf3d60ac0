//! TLS in a simulation: real handshakes with keys that follow from who has them. Ed25519, whose
//! signatures are of one length and the same each time, so that randomness inside the handshake
//! changes no length and so no time.

use std::sync::{Arc, OnceLock};

use futures_rustls::client::TlsStream;
use futures_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use futures_rustls::rustls::crypto::{CryptoProvider, ring as provider};
use futures_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime,
};
use futures_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use futures_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme, crypto, version,
};
use futures_rustls::{TlsAcceptor, TlsConnector};
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519};
use server_smol::Identity;
use tokio_util::compat::Compat;
use turmoil::net::TcpStream;

/// What a private key of Ed25519 begins with (RFC 8410, section 7).
const KEY_HEAD: [u8; 16] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// People with a certificate at the most.
const PEOPLE_MAX: usize = 16;

/// The server's own number among those with a key.
const SERVER: usize = 0xFF;

/// A key and its certificate, which follow from a number.
fn identity(number: usize) -> (KeyPair, CertificateDer<'static>, PrivateKeyDer<'static>) {
    let mut der = KEY_HEAD.to_vec();
    der.extend([u8::try_from(number).expect("a small number"); 32]);
    let key = PrivatePkcs8KeyDer::from(der);
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_ED25519);
    let pair = pair.expect("the key is of Ed25519");
    let params = CertificateParams::new(Vec::new()).expect("no name is wrong");
    let certificate = params.self_signed(&pair).expect("it signs itself");
    (pair, certificate.der().clone(), PrivateKeyDer::Pkcs8(key))
}

/// What accepts the server's connections.
pub(crate) fn acceptor() -> TlsAcceptor {
    static ACCEPTOR: OnceLock<TlsAcceptor> = OnceLock::new();
    let accept = || {
        let (pair, _, _) = identity(SERVER);
        let params = CertificateParams::new(Vec::new()).expect("no name is wrong");
        let certificate = params.self_signed(&pair).expect("it signs itself").pem();
        let identity = Identity::from_pem(certificate.as_bytes(), pair.serialize_pem().as_bytes());
        identity.expect("certificate and key belong together").acceptor
    };
    ACCEPTOR.get_or_init(accept).clone()
}

/// SHA-256 of somebody's certificate, in lower-case hexadecimal.
pub(crate) fn fingerprint(person: usize) -> String {
    let (_, certificate, _) = identity(person + 1);
    let digest = ring::digest::digest(&ring::digest::SHA256, &certificate);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The handshake of somebody who shows their certificate; none if it fails.
pub(crate) async fn connect(
    stream: Compat<TcpStream>,
    person: usize,
) -> Option<TlsStream<Compat<TcpStream>>> {
    static CONFIGS: [OnceLock<Arc<ClientConfig>>; PEOPLE_MAX] =
        [const { OnceLock::new() }; PEOPLE_MAX];
    let config = CONFIGS[person].get_or_init(|| config(person));
    let name = ServerName::try_from("peyk.local").expect("a hostname");
    TlsConnector::from(Arc::clone(config)).connect(name, stream).await.ok()
}

fn config(person: usize) -> Arc<ClientConfig> {
    let provider = Arc::new(provider::default_provider());
    let (_, certificate, key) = identity(person + 1);
    let signer = provider::sign::any_supported_type(&key).expect("a key that signs");
    let shown = CertifiedKey::new(vec![certificate], signer);
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&version::TLS13])
        .expect("the provider has this version")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
    Arc::new(config)
}

/// Trusts every certificate: who the server is is not what is tested here.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
