//! A connection as a program holds it, with a tap on it.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_lite::{AsyncRead, AsyncWrite};
use tokio::time::{Sleep, sleep, timeout};
use tokio_util::compat::TokioAsyncReadCompatExt as _;
use turmoil::net::TcpStream;

use super::{Order, Person};
use crate::plan::{Plan, Role};
use crate::record::{Conn, Record, Token, What};
use crate::tap::{Speech, Tap};
use crate::world::{PORT, SERVER, Switchboard, tls};

/// A connection that takes longer than this to be made is given up.
const CONNECT_MAX: Duration = Duration::from_millis(1_500);

/// Bytes read at once.
const READ_BYTES_MAX: usize = 4 << 10;

/// A socket, with or without TLS.
trait Duplex: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Duplex for S {}

/// A connection.
pub(crate) struct Wire {
    pub(crate) conn: Conn,
    stream: Box<dyn Duplex>,
    local: SocketAddr,
    record: Record,
    plan: Rc<Plan>,
    tap: Tap,
    /// What is not written yet.
    out: Vec<u8>,
    /// What is being written, to find what is said in it.
    said: Lines,
    /// What arrived and is late.
    late: Option<(Pin<Box<Sleep>>, Vec<u8>)>,
    late_ms: Rc<super::Life>,
}

/// Cuts what arrives into lines.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The beginning of a line.
    rest: Vec<u8>,
}

impl Lines {
    /// The lines that end in these bytes, without their ends.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.rest.extend_from_slice(piece);
            if let Some(line) = self.rest.strip_suffix(b"\n") {
                lines.push(line.strip_suffix(b"\r").unwrap_or(line).to_vec());
                self.rest.clear();
            }
        }
        lines
    }
}

/// What comes next.
pub(crate) enum Next {
    /// Bytes, in the buffer.
    Read(usize),
    /// An order.
    Order(Order),
    /// The time is up.
    Due,
    /// The connection is gone.
    Gone(io::Error),
}

/// Connects to the server. None if that does not work.
pub(crate) async fn dial(person: &Person) -> Option<Wire> {
    let secure = person.plan.setting.tls && person.plan.cast[person.who].role.is_engine();
    let connected = timeout(CONNECT_MAX, async {
        let stream = TcpStream::connect((SERVER, PORT)).await.ok()?;
        let local = stream.local_addr().expect("a connection has an address");
        let stream: Box<dyn Duplex> = if secure {
            Box::new(tls::connect(stream.compat(), person.plan.person(person.who)).await?)
        } else {
            Box::new(stream.compat())
        };
        Some((stream, local))
    });
    let (stream, local) = connected.await.ok()??;
    let conn = person.record.next_conn();
    person.record.note(What::Connected { who: person.who, conn });
    person.life.conn.set(Some((conn, local)));
    let speech = match person.plan.cast[person.who].role {
        Role::Plain => Speech::Plain,
        Role::Garbage => Speech::Any,
        Role::Client | Role::Device(_) | Role::Old | Role::Slow | Role::Flooder => Speech::Irc,
    };
    let tap = Tap::new(conn, &person.record, speech);
    *person.life.roster.borrow_mut() = tap.roster();
    Some(Wire {
        conn,
        stream,
        local,
        tap,
        record: person.record.clone(),
        plan: Rc::clone(&person.plan),
        out: Vec::new(),
        said: Lines::default(),
        late: None,
        late_ms: Rc::clone(&person.life),
    })
}

impl Wire {
    /// Queues bytes, and notes the messages in them.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
        for line in self.said.take(bytes) {
            self.note(&String::from_utf8_lossy(&line));
        }
    }

    /// Queues a line.
    pub(crate) fn send_line(&mut self, line: &str) {
        self.send(format!("{line}\r\n").as_bytes());
    }

    fn note(&self, line: &str) {
        let text = line.split_once(" :").map_or(line, |(_, text)| text);
        if let Some(token) = Token::find(&self.plan, text) {
            self.record.note(What::Sent { conn: self.conn, token });
        }
    }

    /// Writes what is queued and reads into `buffer`; nothing read is the end.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut Vec<u8>,
    ) -> Poll<io::Result<usize>> {
        self.write(cx)?;
        match std::task::ready!(self.read(cx, buffer))? {
            0 => Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            count => Poll::Ready(Ok(count)),
        }
    }

    /// Waits for what comes next: bytes in `buffer`, an order, or `due`.
    pub(crate) async fn next(
        &mut self,
        buffer: &mut Vec<u8>,
        orders: &super::Mailbox,
        due: Option<&mut Pin<Box<Sleep>>>,
    ) -> Next {
        let mut due = due;
        poll_fn(|cx| {
            if let Poll::Ready(order) = orders.poll(cx) {
                return Poll::Ready(Next::Order(order));
            }
            match self.poll(cx, buffer) {
                Poll::Ready(Ok(count)) => return Poll::Ready(Next::Read(count)),
                Poll::Ready(Err(error)) => return Poll::Ready(Next::Gone(error)),
                Poll::Pending => {}
            }
            match &mut due {
                Some(due) => due.as_mut().poll(cx).map(|()| Next::Due),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// The same for those who do not read.
    pub(crate) async fn next_unread(
        &mut self,
        orders: &super::Mailbox,
        due: &mut Pin<Box<Sleep>>,
    ) -> Next {
        poll_fn(|cx| {
            if let Poll::Ready(order) = orders.poll(cx) {
                return Poll::Ready(Next::Order(order));
            }
            if let Err(error) = self.write(cx) {
                return Poll::Ready(Next::Gone(error));
            }
            due.as_mut().poll(cx).map(|()| Next::Due)
        })
        .await
    }

    fn write(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        while !self.out.is_empty() {
            match Pin::new(&mut self.stream).poll_write(cx, &self.out) {
                Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(count)) => {
                    self.out.drain(..count);
                }
                Poll::Ready(Err(error)) => return Err(error),
                Poll::Pending => return Ok(()),
            }
        }
        if let Poll::Ready(flushed) = Pin::new(&mut self.stream).poll_flush(cx) {
            flushed?;
        }
        Ok(())
    }

    fn read(&mut self, cx: &mut Context<'_>, buffer: &mut Vec<u8>) -> Poll<io::Result<usize>> {
        if let Some((due, bytes)) = &mut self.late {
            std::task::ready!(due.as_mut().poll(cx));
            std::mem::swap(buffer, bytes);
            self.late = None;
            self.tap.received(buffer);
            return Poll::Ready(Ok(buffer.len()));
        }
        buffer.resize(READ_BYTES_MAX, 0);
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let count = std::task::ready!(read)?;
        buffer.truncate(count);
        let late_ms = self.late_ms.late_ms.get();
        if count > 0 && late_ms > 0 {
            let due = Box::pin(sleep(Duration::from_millis(late_ms)));
            self.late = Some((due, std::mem::take(buffer)));
            return self.read(cx, buffer);
        }
        self.tap.received(buffer);
        Poll::Ready(Ok(count))
    }

    /// Tears the connection off: both sides find it reset.
    pub(crate) fn tear(&self, board: &Switchboard) {
        board.tear(self.local);
    }

    /// Leaves the connection as it is, unread and unclosed.
    pub(crate) fn bury(self, person: &Person) {
        // Only the socket: what the rest knows of is still in use.
        let since_ms = person.record.now_ms();
        let grave = Grave { far: self.local, since_ms, _stream: Some(self.stream) };
        person.graves.borrow_mut().push(grave);
    }

    /// Writes what is queued, and closes.
    pub(crate) async fn close(mut self) {
        let closed = poll_fn(|cx| {
            self.write(cx)?;
            if self.out.is_empty() {
                return Pin::new(&mut self.stream).poll_close(cx);
            }
            Poll::Pending
        });
        // Whatever comes of it, it is over.
        let _ = timeout(CONNECT_MAX, closed).await;
    }
}

/// A socket that nobody uses.
pub(crate) struct Grave {
    /// Its address.
    pub(crate) far: SocketAddr,
    /// Since when.
    pub(crate) since_ms: u64,
    _stream: Option<Box<dyn Duplex>>,
}

impl Grave {
    /// A connection of which there is nothing left but, perhaps, the server's end: what closed
    /// it may be lost.
    pub(crate) fn closed(far: SocketAddr, since_ms: u64) -> Self {
        Self { far, since_ms, _stream: None }
    }
}
