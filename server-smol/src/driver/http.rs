//! HTTP in a chat's port: one short answer, so that a browser pointed here says what this is; or
//! the beginning of a WebSocket, in which programs inside browsers chat.

use std::io;

use futures_lite::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::env::Env;
use super::parting::within;
use super::websocket::{Kind, Refused, Upgrade, upgrade};

/// Bytes of a request's line and headers together. Browsers send one or two thousand.
const HEAD_BYTES_MAX: usize = 8 << 10;

/// Headers of a request.
const HEADERS_MAX: usize = 64;

/// How long request, answer and goodbye may take together.
const EXCHANGE_MS: u64 = 10_000;

/// The page at `/`: HTML, in UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The whole document.
    pub html: String,
}

/// Answers one request whose first bytes are `first`, and closes. Whatever goes wrong ends it.
/// Goes on only if WebSocket was asked for: what its messages are, and those of its bytes that
/// have come already.
pub(super) async fn serve<E: Env, S>(
    env: &E,
    stream: &mut S,
    first: Vec<u8>,
    page: &Page,
) -> Option<(Kind, Vec<u8>)>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let deadline_ms = env.now().monotonic_ms + EXCHANGE_MS;
    let exchange = async {
        let (answer, upgraded) = answer(stream, first, page).await?;
        stream.write_all(&answer).await?;
        stream.flush().await?;
        if upgraded.is_some() {
            return Ok(upgraded);
        }
        stream.close().await?;
        // Until the peer has closed too: see `parting`.
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(None)
    };
    match within(env, deadline_ms, exchange).await? {
        Ok(upgraded) => upgraded,
        Err(error) => {
            tracing::debug!(%error, "an HTTP exchange failed");
            None
        }
    }
}

/// Reads the request's head and makes the whole answer, and says what comes after it.
async fn answer<S>(
    stream: &mut S,
    mut head: Vec<u8>,
    page: &Page,
) -> io::Result<(Vec<u8>, Option<(Kind, Vec<u8>)>)>
where
    S: AsyncRead + Unpin,
{
    let answer = loop {
        match request(&head) {
            Request::Partial if head.len() >= HEAD_BYTES_MAX => {
                break plain("431 Request Header Fields Too Large", "", false);
            }
            Request::Partial => {
                let mut more = [0; 1024];
                let count = stream.read(&mut more).await?;
                if count == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                head.extend_from_slice(&more[..count]);
            }
            Request::WebSocket { upgrade: Upgrade { kind, response }, head_bytes } => {
                return Ok((response, Some((kind, head.split_off(head_bytes)))));
            }
            Request::OtherVersion => {
                break plain("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", false);
            }
            Request::Malformed => break plain("400 Bad Request", "", false),
            Request::OtherMethod => {
                break plain("405 Method Not Allowed", "Allow: GET, HEAD\r\n", false);
            }
            Request::Home { bodiless } => break home(page, bodiless),
            Request::OtherPath { bodiless } => break plain("404 Not Found", "", bodiless),
        }
    };
    Ok((answer, None))
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    Partial,
    Malformed,
    /// WebSocket, whose own bytes begin after those of the head.
    WebSocket {
        upgrade: Upgrade,
        head_bytes: usize,
    },
    /// WebSocket of a version that there is not.
    OtherVersion,
    OtherMethod,
    Home {
        bodiless: bool,
    },
    OtherPath {
        bodiless: bool,
    },
}

fn request(head: &[u8]) -> Request {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    let head_bytes = match request.parse(head) {
        Ok(httparse::Status::Partial) => return Request::Partial,
        Ok(httparse::Status::Complete(head_bytes)) => head_bytes,
        Err(_) => return Request::Malformed,
    };
    match upgrade(&request) {
        Some(Ok(upgrade)) => return Request::WebSocket { upgrade, head_bytes },
        Some(Err(Refused::OtherVersion)) => return Request::OtherVersion,
        Some(Err(Refused::Malformed)) => return Request::Malformed,
        None => {}
    }
    let bodiless = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Request::OtherMethod,
    };
    let path = request.path.unwrap_or_default();
    match path.split_once('?').map_or(path, |(path, _)| path) {
        "/" | "/index.html" => Request::Home { bodiless },
        _ => Request::OtherPath { bodiless },
    }
}

fn home(page: &Page, bodiless: bool) -> Vec<u8> {
    // The page loads nothing and may be framed by nobody.
    let extra = "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; \
                 frame-ancestors 'none'\r\n";
    response("200 OK", "text/html", extra, &page.html, bodiless)
}

fn plain(status: &str, extra: &str, bodiless: bool) -> Vec<u8> {
    let reason = status.split_once(' ').map_or(status, |(_, reason)| reason);
    response(status, "text/plain", extra, &format!("{reason}\n"), bodiless)
}

fn response(status: &str, kind: &str, extra: &str, body: &str, bodiless: bool) -> Vec<u8> {
    let length = body.len();
    let body = if bodiless { "" } else { body };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n{extra}\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart() {
        assert_eq!(request(b"GET / HT"), Request::Partial);
        assert_eq!(request(b"GET / HTTP/1.1\r\n\r\n"), Request::Home { bodiless: false });
        assert_eq!(request(b"HEAD /?a=b HTTP/1.0\r\n\r\n"), Request::Home { bodiless: true });
        assert_eq!(request(b"GET /x HTTP/1.1\r\n\r\n"), Request::OtherPath { bodiless: false });
        assert_eq!(request(b"POST / HTTP/1.1\r\n\r\n"), Request::OtherMethod);
        assert_eq!(request(b"GET / HTTP/9\r\n\r\n"), Request::Malformed);
    }

    #[test]
    fn a_head_request_gets_the_length_and_no_body() {
        let page = Page { html: "سلام".into() };
        let answer = String::from_utf8(home(&page, true)).expect("the answer is text");
        assert!(answer.contains("Content-Length: 8\r\n"));
        assert!(answer.ends_with("\r\n\r\n"));
    }
}
