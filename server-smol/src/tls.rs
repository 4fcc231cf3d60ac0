//! The server's certificate: the configured one, or one it makes for itself and keeps.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use futures_rustls::TlsAcceptor;
use futures_rustls::rustls::crypto::ring as provider;
use futures_rustls::rustls::pki_types::pem::PemObject as _;
use futures_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use futures_rustls::rustls::server::NoServerSessionStorage;
use futures_rustls::rustls::{ServerConfig, version};
use peyk_core::text::Text;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};

use crate::client_certificates::AnyClientCertificate;
use crate::config::CertificatePaths;
use crate::files::{create_folder, write_whole};
use crate::problem::Problem;

/// The self-made certificate and its key, one PEM file so that both are there or neither.
const IDENTITY_FILE: &str = "identity.pem";

/// Years within which the self-made certificate is valid: wide, since it is trusted by its
/// fingerprint, and machines without internet often have a wrong clock.
const VALID_YEARS: (i32, i32) = (2000, 2100);

/// A certificate, ready to serve.
#[derive(Clone)]
pub struct Identity {
    /// Accepts TLS connections with it.
    pub acceptor: TlsAcceptor,
    /// SHA-256 of the certificate, as colon-separated hexadecimal bytes.
    pub fingerprint: String,
}

impl Identity {
    /// Reads a configured certificate.
    ///
    /// # Errors
    ///
    /// A sentence that names the file: it cannot be read, has no certificate or key in it, or the
    /// two do not belong together.
    pub fn configured(paths: &CertificatePaths, text: &Text) -> Result<Self, Problem> {
        let read = |path: &Path| {
            fs::read(path).map_err(|error| path_problem(path, &error.to_string(), "unread", text))
        };
        let chain = read(&paths.certificate)?;
        let key = read(&paths.key)?;
        Self::from_pem(&chain, &key)
            .map_err(|reason| path_problem(&paths.certificate, &reason, "wrong", text))
    }

    /// Reads the certificate in the data folder, and makes it if it is not there.
    ///
    /// # Errors
    ///
    /// A sentence: the folder cannot be used, or what is in it is damaged.
    pub fn own(data: &Path, server_name: &str, text: &Text) -> Result<Self, Problem> {
        let path = data.join(IDENTITY_FILE);
        let unusable = |error: &io::Error| path_problem(data, &error.to_string(), "data", text);
        let pem = match fs::read(&path) {
            Ok(pem) => pem,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pem = make(server_name)
                    .map_err(|error| path_problem(&path, &error.to_string(), "wrong", text))?;
                create_folder(data).map_err(|error| unusable(&error))?;
                write_whole(data, IDENTITY_FILE, &pem).map_err(|error| unusable(&error))?;
                pem
            }
            Err(error) => return Err(path_problem(&path, &error.to_string(), "unread", text)),
        };
        Self::from_pem(&pem, &pem).map_err(|reason| path_problem(&path, &reason, "wrong", text))
    }

    /// A certificate chain and its key, in PEM.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, String> {
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| error.to_string())?;
        let own = chain.first().ok_or("no certificate in PEM")?;
        let fingerprint = fingerprint(own);
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| error.to_string())?;
        let config = config(chain, key).map_err(|error| error.to_string())?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), fingerprint })
    }
}

/// TLS 1.3 and 1.2. Without resumption: a chat's connections last for hours, and tickets and a
/// cache would cost each of them memory for one handshake saved.
fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, futures_rustls::rustls::Error> {
    let provider = Arc::new(provider::default_provider());
    let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_client_cert_verifier(Arc::new(AnyClientCertificate(provider)))
        .with_single_cert(chain, key)?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Makes a key (ECDSA P-256) and a certificate that it signs itself, both in PEM.
fn make(server_name: &str) -> Result<Vec<u8>, rcgen::Error> {
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut names = Vec::from(names);
    names.extend(own_address().map(|address| address.to_string()));
    // A name that is no hostname is the certificate's common name only.
    if server_name.is_ascii() && !names.iter().any(|name| name == server_name) {
        names.insert(0, server_name.to_owned());
    }
    let mut params = CertificateParams::new(names)?;
    params.not_before = date_time_ymd(VALID_YEARS.0, 1, 1);
    params.not_after = date_time_ymd(VALID_YEARS.1, 1, 1);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, server_name);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem() + &key.serialize_pem()).into_bytes())
}

/// The address from which this machine would reach others. Asks the routing table; sends nothing.
fn own_address() -> Option<std::net::IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of documentation: the default route is taken, if there is one.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
}

/// What is wrong with a file or folder: `unread`, `wrong`, or of the `data` folder.
fn path_problem(path: &Path, reason: &str, what: &str, text: &Text) -> Problem {
    let path = path.display().to_string();
    let args = [("path", path.as_str()), ("reason", reason)];
    Problem::new(match what {
        "unread" => text.say_with("problem-certificate-unread", &args),
        "wrong" => text.say_with("problem-certificate-wrong", &args),
        _ => text.say_with("problem-data", &args),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_self_made_certificate_can_be_served_under_any_name() {
        for name in ["peyk.local", "localhost", "پیک", "10.0.0.7", "under_score"] {
            let pem = make(name).expect("it can be made");
            let identity = Identity::from_pem(&pem, &pem).expect("it can be served");
            assert_eq!(identity.fingerprint.len(), 32 * 3 - 1);
        }
    }

    #[test]
    fn a_key_that_is_not_the_certificates_is_refused() {
        let (one, other) = (make("a").expect("made"), make("b").expect("made"));
        let one = String::from_utf8(one).expect("PEM is text");
        let other = String::from_utf8(other).expect("PEM is text");
        let certificate = one.split("-----BEGIN PRIVATE").next().expect("it is in front");
        assert!(Identity::from_pem(certificate.as_bytes(), other.as_bytes()).is_err());
        assert!(Identity::from_pem(b"", one.as_bytes()).is_err());
    }
}
