//! A TLS client that takes any certificate and remembers which.

use std::net::TcpStream;
use std::sync::Arc;

use futures_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use futures_rustls::rustls::crypto::{
    CryptoProvider, ring as provider, verify_tls12_signature, verify_tls13_signature,
};
use futures_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use futures_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use futures_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
    SupportedProtocolVersion,
};

use super::{Client, Peykd};

pub(crate) type TlsClient = Client<StreamOwned<ClientConnection, TcpStream>>;

/// Connects with one version of TLS.
pub(crate) fn connect(server: &Peykd, version: &'static SupportedProtocolVersion) -> TlsClient {
    connect_over(server.socket(), version)
}

pub(crate) fn connect_over(
    socket: TcpStream,
    version: &'static SupportedProtocolVersion,
) -> TlsClient {
    connect_as(socket, version, None)
}

/// A client certificate with its key.
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    pem: String,
}

impl Identity {
    /// One that a client makes for itself.
    pub(crate) fn new() -> Self {
        let params = rcgen::CertificateParams::new(Vec::new()).expect("no name is wrong");
        let key = rcgen::KeyPair::generate().expect("the system has randomness");
        let certificate = params.self_signed(&key).expect("it signs itself");
        let pem = certificate.pem() + &key.serialize_pem();
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("it is a key");
        Self { certificate: certificate.der().clone(), key, pem }
    }

    /// Both, for a file.
    pub(crate) fn pem(&self) -> String {
        self.pem.clone()
    }

    /// SHA-256 of the certificate, as accounts have it.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.certificate);
        digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The certificate of one and the key of another, as a thief of the former has them.
    pub(crate) fn stolen_from(owner: &Self) -> Self {
        Self { certificate: owner.certificate.clone(), ..Self::new() }
    }
}

/// Connects with one version of TLS, and shows a certificate.
pub(crate) fn connect_as(
    socket: TcpStream,
    version: &'static SupportedProtocolVersion,
    identity: Option<&Identity>,
) -> TlsClient {
    let session = ClientConnection::new(config_as(version, identity), server_name());
    Client::new(StreamOwned::new(session.expect("a client can be made"), socket))
}

/// A client that has not yet said anything.
pub(crate) fn session(version: &'static SupportedProtocolVersion) -> ClientConnection {
    ClientConnection::new(config(version), server_name()).expect("a client can be made")
}

/// One version of TLS, and any certificate.
pub(crate) fn config(version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
    config_as(version, None)
}

fn config_as(
    version: &'static SupportedProtocolVersion,
    identity: Option<&Identity>,
) -> Arc<ClientConfig> {
    let provider = Arc::new(provider::default_provider());
    let verifier = Arc::new(AnyCertificate(Arc::clone(&provider)));
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("the provider has this version")
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Arc::new(match identity {
        Some(Identity { certificate, key, .. }) => {
            let signer = provider::sign::any_supported_type(key).expect("a key that signs");
            let shown = CertifiedKey::new(vec![certificate.clone()], signer);
            config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(shown)))
        }
        None => config.with_no_client_auth(),
    })
}

/// The name that clients ask for.
pub(crate) fn server_name() -> ServerName<'static> {
    ServerName::try_from("peyk.local").expect("a hostname")
}

/// SHA-256 of the certificate that the server showed.
pub(crate) fn fingerprint(client: &TlsClient) -> String {
    let session = &client.stream.get_ref().conn;
    let certificate = session.peer_certificates().expect("the handshake is done").first();
    let digest =
        ring::digest::digest(&ring::digest::SHA256, certificate.expect("the server has one"));
    digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Trusts every certificate, but checks that the server has its key.
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
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
