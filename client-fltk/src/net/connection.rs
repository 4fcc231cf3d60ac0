//! One connection: made, with TLS where that can be, then read and written.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_io::Timer;
use async_net::TcpStream;
use futures_lite::io::{AsyncReadExt as _, AsyncWriteExt as _, split};
use futures_lite::{AsyncRead, AsyncWrite, FutureExt as _};
use futures_rustls::TlsConnector;
use futures_rustls::pki_types::ServerName;
use futures_rustls::rustls::crypto::ring::default_provider;
use futures_rustls::rustls::{ClientConfig, ProtocolVersion, version};
use peyk_core::client::{
    Attempt, ClientCertificate, CloseCause, ConnectError, Security, TlsFacts, Trust,
};

use super::identity::Identity;
use super::verify::Verifier;

/// Bytes that are read at once: a page of history in a few pieces.
const READ_BYTES: usize = 16 * 1024;

/// Pieces that wait for the engine: then the server is read no further.
pub(super) const PIECES_MAX: usize = 64;

/// A server without TLS may wait for the rest of what it takes for a line.
const HANDSHAKE: Duration = Duration::from_secs(6);

/// An address that does not answer gives way to the next.
const CONNECT: Duration = Duration::from_secs(8);

/// What was asked to be written goes out within this time after the end was asked for.
const LINGER: Duration = Duration::from_secs(2);

/// How to connect.
#[derive(Clone, Debug)]
pub(super) struct How {
    pub(super) attempt: Attempt,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) pinned: Option<[u8; 32]>,
    /// Whether to go without encryption if the server has none.
    pub(super) plain_allowed: bool,
}

/// What happens to a connection.
#[derive(Debug)]
pub(super) enum News {
    Connected(Attempt, Option<TlsFacts>),
    Failed(Attempt, ConnectError),
    /// The server has no encryption, and it is not allowed to go without.
    NoEncryption(Attempt, Box<str>),
    Received(Attempt, Vec<u8>),
    Closed(Attempt, CloseCause),
}

/// Connects, and then carries bytes until either side ends it. `outgoing` closed and empty ends
/// it from here.
pub(super) async fn run(
    how: How,
    identity: &Identity,
    news: Sender<News>,
    outgoing: Receiver<Vec<u8>>,
) {
    let attempt = how.attempt;
    // The engine is told as long as it is there.
    match connect(&how, identity).await {
        Err(Failure::Connect(error)) => drop(news.send(News::Failed(attempt, error)).await),
        Err(Failure::NoEncryption(words)) => {
            drop(news.send(News::NoEncryption(attempt, words)).await);
        }
        Ok((Wire::Plain(stream), facts)) => {
            carry(attempt, stream, facts, news, outgoing).await;
        }
        Ok((Wire::Tls(stream), facts)) => {
            carry(attempt, *stream, facts, news, outgoing).await;
        }
    }
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<futures_rustls::client::TlsStream<TcpStream>>),
}

enum Failure {
    Connect(ConnectError),
    NoEncryption(Box<str>),
}

async fn connect(how: &How, identity: &Identity) -> Result<(Wire, Option<TlsFacts>), Failure> {
    let stream = tcp(how).await.map_err(Failure::Connect)?;
    if how.security == Security::Plain {
        return Ok((Wire::Plain(stream), None));
    }
    match handshake(how, identity, stream).await {
        Ok((stream, facts)) => Ok((Wire::Tls(Box::new(stream)), Some(facts))),
        Err(ConnectError::Tls(_)) if how.plain_allowed => {
            let stream = tcp(how).await.map_err(Failure::Connect)?;
            Ok((Wire::Plain(stream), None))
        }
        Err(ConnectError::Tls(words)) => Err(Failure::NoEncryption(words)),
        Err(error) => Err(Failure::Connect(error)),
    }
}

async fn tcp(how: &How) -> Result<TcpStream, ConnectError> {
    let resolved = async_net::resolve((how.host.as_str(), how.port)).await;
    let addresses: Vec<SocketAddr> = resolved.map_err(|_| ConnectError::HostNotFound)?;
    let mut last = ConnectError::HostNotFound;
    for address in addresses {
        let connected = async { TcpStream::connect(address).await.map_err(|e| connect_error(&e)) };
        let late = async {
            Timer::after(CONNECT).await;
            Err(ConnectError::TimedOut)
        };
        match connected.or(late).await {
            Ok(stream) => {
                // What a person types is small and is wanted at once. Where that cannot be set,
                // it is slower and works.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn connect_error(error: &io::Error) -> ConnectError {
    let kind = error.kind();
    if kind == io::ErrorKind::ConnectionRefused {
        ConnectError::Refused
    } else if kind == io::ErrorKind::NetworkUnreachable || kind == io::ErrorKind::HostUnreachable {
        ConnectError::Unreachable
    } else if kind == io::ErrorKind::TimedOut {
        ConnectError::TimedOut
    } else {
        ConnectError::Other(error.to_string().into())
    }
}

async fn handshake(
    how: &How,
    identity: &Identity,
    stream: TcpStream,
) -> Result<(futures_rustls::client::TlsStream<TcpStream>, TlsFacts), ConnectError> {
    let provider = Arc::new(default_provider());
    let verifier = Arc::new(Verifier::new(how.pinned, Arc::clone(&provider)));
    let tls = |error: &dyn std::fmt::Display| ConnectError::Tls(error.to_string().into());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(|error| tls(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as Arc<_>)
        .with_client_auth_cert(vec![identity.certificate.clone()], identity.key.clone_key())
        .map_err(|error| tls(&error))?;
    // A name that cannot be in a certificate is not sent.
    let name = ServerName::try_from(how.host.clone())
        .or_else(|_| ServerName::try_from("peyk.invalid".to_owned()))
        .map_err(|error| tls(&error))?;
    let connected = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let late = async {
        Timer::after(HANDSHAKE).await;
        Err(io::Error::from(io::ErrorKind::TimedOut))
    };
    let stream = match connected.or(late).await {
        Ok(stream) => stream,
        Err(error) => {
            let seen = verifier.seen();
            let is_late = error.kind() == io::ErrorKind::TimedOut;
            return Err(match (seen, how.pinned) {
                // It has encryption, and is slow.
                (_, Some(_)) if is_late => ConnectError::TimedOut,
                (Some(seen), Some(pinned)) if seen.trust.is_none() => {
                    ConnectError::CertificateChanged { pinned, seen: seen.sha256 }
                }
                _ => tls(&error),
            });
        }
    };
    let connection = stream.get_ref().1;
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    };
    let seen = verifier.seen();
    let facts = TlsFacts {
        certificate_sha256: seen.map_or([0; 32], |seen| seen.sha256),
        trust: seen.and_then(|seen| seen.trust).unwrap_or(Trust::FirstUse),
        version: version.into(),
        client_certificate: ClientCertificate::Shown,
    };
    Ok((stream, facts))
}

async fn carry<S>(
    attempt: Attempt,
    stream: S,
    facts: Option<TlsFacts>,
    news: Sender<News>,
    outgoing: Receiver<Vec<u8>>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut reader, mut writer) = split(stream);
    if news.send(News::Connected(attempt, facts)).await.is_err() {
        return;
    }
    let reading = async {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            match reader.read(&mut buffer).await {
                Ok(0) => return CloseCause::EndOfFile,
                Ok(count) => {
                    let piece = News::Received(attempt, buffer[..count].to_vec());
                    if news.send(piece).await.is_err() {
                        return CloseCause::Asked;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return CloseCause::EndOfFile;
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return CloseCause::Tls;
                }
                Err(_) => return CloseCause::Reset,
            }
        }
    };
    let writing = async {
        while let Ok(bytes) = outgoing.recv().await {
            let written = async {
                writer.write_all(&bytes).await?;
                writer.flush().await
            };
            // After the end was asked for, what is left goes out within a while.
            let late = async {
                if !outgoing.is_closed() {
                    futures_lite::future::pending::<()>().await;
                }
                Timer::after(LINGER).await;
                Err(io::ErrorKind::TimedOut.into())
            };
            if written.or(late).await.is_err() {
                return CloseCause::Reset;
            }
        }
        // Also tells a server without TLS that this side is done.
        let closed = async { writer.close().await };
        let late = async {
            Timer::after(LINGER).await;
            Ok(())
        };
        let _ = closed.or(late).await;
        CloseCause::Asked
    };
    let cause = reading.or(writing).await;
    let _ = news.send(News::Closed(attempt, cause)).await;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

    use std::io::Write as _;
    use std::net::TcpListener;
    use std::thread;

    use peyk_core::client::Login;

    use super::super::{Address, Setup};
    use super::*;

    #[test]
    fn a_server_without_encryption_is_asked_about() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            // Somebody in between who lets no encryption pass.
            for stream in listener.incoming() {
                stream.unwrap().write_all(b"ERROR :what?\r\n").unwrap();
            }
        });
        let profile = std::env::temp_dir().join(format!("peyk-plain-{}", std::process::id()));
        std::fs::create_dir_all(&profile).unwrap();
        let identity = Identity::own(&profile).unwrap();
        std::fs::remove_dir_all(&profile).unwrap();
        let outcome = |pinned: Option<[u8; 32]>, plain_allowed| {
            let how = How {
                attempt: Attempt::default(),
                host: "127.0.0.1".to_owned(),
                port,
                security: Security::Tls,
                pinned,
                plain_allowed,
            };
            match async_io::block_on(connect(&how, &identity)) {
                Ok((Wire::Plain(_), _)) => "plain",
                Ok((Wire::Tls(_), _)) => "TLS",
                Err(Failure::NoEncryption(_)) => "no encryption",
                Err(Failure::Connect(_)) => "not reached",
            }
        };
        assert_eq!(outcome(None, false), "no encryption");
        assert_eq!(outcome(None, true), "plain");
        assert_eq!(outcome(Some([1; 32]), false), "no encryption");
    }

    #[test]
    fn going_without_encryption_is_for_servers_that_never_had_it_and_for_this_machine() {
        let setup = |address, plain, pinned| Setup {
            address: Address::read(address).unwrap(),
            nick: String::new(),
            server_password: None,
            login: Login::Certificate,
            plain,
            pinned,
            rooms: Vec::new(),
            quit_message: String::new(),
        };
        let pinned = Some([1; 32]);
        assert!(!setup("10.0.0.1", false, None).plain_allowed());
        assert!(setup("10.0.0.1", true, None).plain_allowed());
        assert!(!setup("10.0.0.1", true, pinned).plain_allowed());
        assert!(setup("127.0.0.1", false, pinned).plain_allowed());
    }
}
