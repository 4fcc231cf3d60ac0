//! The client's own certificate: made at the first start, kept in the profile, and shown to each
//! server, so that a name belongs to whoever used it first.

use std::fs;
use std::io;
use std::path::Path;

use futures_rustls::pki_types::pem::PemObject as _;
use futures_rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};
use server_smol::files::{create_folder, write_whole};

use super::verify::sha256;

/// Certificate and key, one PEM file so that both are there or neither.
const IDENTITY_FILE: &str = "identity.pem";

/// Years within which the certificate is valid: wide, since it is known by its fingerprint, and
/// machines without internet often have a wrong clock.
const VALID_YEARS: (i32, i32) = (2000, 2100);

/// The client's certificate and key.
#[derive(Debug)]
pub struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Identity {
    /// Reads the certificate of a profile, and makes it if it is not there.
    ///
    /// # Errors
    ///
    /// The folder cannot be used, or what is in the file is damaged.
    pub fn own(profile: &Path) -> io::Result<Self> {
        let path = profile.join(IDENTITY_FILE);
        let pem = match fs::read(&path) {
            Ok(pem) => pem,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let pem = make().map_err(io::Error::other)?;
                create_folder(profile)?;
                write_whole(profile, IDENTITY_FILE, &pem)?;
                pem
            }
            Err(error) => return Err(error),
        };
        let wrong = |error: futures_rustls::pki_types::pem::Error| {
            io::Error::other(format!("{}: {error}", path.display()))
        };
        Ok(Self {
            certificate: CertificateDer::from_pem_slice(&pem).map_err(wrong)?,
            key: PrivateKeyDer::from_pem_slice(&pem).map_err(wrong)?,
        })
    }

    /// SHA-256 of the certificate.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.certificate)
    }
}

/// Makes a key (ECDSA P-256) and a certificate that it signs itself, both in PEM. No name is in
/// it: the person may have another one on each server.
fn make() -> Result<Vec<u8>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.not_before = date_time_ymd(VALID_YEARS.0, 1, 1);
    params.not_after = date_time_ymd(VALID_YEARS.1, 1, 1);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "peyk");
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem() + &key.serialize_pem()).into_bytes())
}
