//! Somebody with a client: joins the room, speaks when told to, answers PING, and comes back
//! whenever the connection is lost.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use peyk_core::wire::{Message, Source};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{sleep, timeout};
use turmoil::net::TcpStream;
use turmoil::net::tcp::OwnedWriteHalf;

use crate::env::PORT;
use crate::town::{ROOM, SERVER};
use crate::trace::Trace;

/// A connection that takes longer than this is tried anew.
const CONNECT_MAX: Duration = Duration::from_secs(1);

/// After so long without a word the client asks whether the server is there.
const SILENCE_MAX: Duration = Duration::from_secs(3);

/// Pauses before a lost connection is tried again: differing, so that not all come at once.
const RETRY_MS: [u64; 3] = [150, 400, 900];

/// What somebody has seen of the room.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Whether they are in it now, as far as they know.
    pub is_in: bool,
    /// Who else and they are in it, as far as they know.
    pub members: BTreeSet<String>,
    /// All that was said, by whom and what, in the order in which they saw it.
    pub said: Vec<(String, String)>,
    /// Who came, while they were in.
    pub came: Vec<String>,
    /// Who left, and why, while they were in.
    pub left: Vec<(String, String)>,
}

/// Somebody, and what is theirs.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) view: Rc<RefCell<View>>,
    pub(crate) trace: Trace,
    /// What they are told to say, said once they are in the room.
    pub(crate) words: UnboundedReceiver<String>,
}

impl Person {
    /// Chats for ever.
    pub(crate) async fn live(mut self) -> turmoil::Result {
        for retry_ms in RETRY_MS.into_iter().cycle() {
            match timeout(CONNECT_MAX, TcpStream::connect((SERVER, PORT))).await {
                Ok(Ok(stream)) => {
                    let end = self.chat(stream).await;
                    let why = end.map_or_else(|error| error.to_string(), |()| "closed".to_owned());
                    self.trace.note(self.name, &format!("| {why}"));
                }
                Ok(Err(error)) => self.trace.note(self.name, &format!("| {error}")),
                Err(_) => self.trace.note(self.name, "| no answer"),
            }
            self.forget();
            sleep(Duration::from_millis(retry_ms)).await;
        }
        Ok(())
    }

    async fn chat(&mut self, stream: TcpStream) -> io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let name = self.name;
        self.send(&mut write, "CAP REQ :echo-message message-tags server-time").await?;
        self.send(&mut write, &format!("NICK {name}")).await?;
        self.send(&mut write, &format!("USER {name} 0 * :{name}")).await?;
        self.send(&mut write, "CAP END").await?;
        let mut asked = false;
        loop {
            let is_in = self.view.borrow().is_in;
            tokio::select! {
                biased;
                line = lines.next_line() => {
                    let Some(line) = line? else { return Ok(()) };
                    asked = false;
                    self.trace.note(name, &format!("< {line}"));
                    if let Some(answer) = self.see(&line) {
                        self.send(&mut write, &answer).await?;
                    }
                }
                Some(words) = self.words.recv(), if is_in => {
                    self.send(&mut write, &format!("PRIVMSG {ROOM} :{words}")).await?;
                }
                () = sleep(SILENCE_MAX) => {
                    if asked {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                    asked = true;
                    self.send(&mut write, "PING :there?").await?;
                }
            }
        }
    }

    async fn send(&self, write: &mut OwnedWriteHalf, line: &str) -> io::Result<()> {
        self.trace.note(self.name, &format!("> {line}"));
        write.write_all(format!("{line}\r\n").as_bytes()).await
    }

    /// Without a connection nobody is known to be in the room.
    fn forget(&self) {
        let mut view = self.view.borrow_mut();
        view.is_in = false;
        view.members.clear();
    }

    /// Takes note of a line, and says what to answer, if anything.
    fn see(&self, line: &str) -> Option<String> {
        let message = Message::parse(line.as_bytes()).expect("the server speaks IRC");
        let param = |at| message.params.get(at).unwrap_or_default().to_owned();
        let who = message.source.map_or("", |source| Source::parse(source).nick).to_owned();
        let mut view = self.view.borrow_mut();
        match message.command {
            "PING" => return Some(format!("PONG :{}", param(0))),
            "001" => return Some(format!("JOIN {ROOM}")),
            "433" => panic!("{}: the name is still taken: {line}", self.name),
            "353" => {
                let names = param(3);
                let names = names.split(' ').map(|name| name.trim_start_matches(['@', '+']));
                view.members.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
            }
            "366" => view.is_in = true,
            "JOIN" => {
                assert!(
                    who == self.name || view.members.insert(who.clone()),
                    "{} saw {who} come twice",
                    self.name
                );
                view.came.push(who);
            }
            "QUIT" => {
                assert!(view.members.remove(&who), "{} saw {who} leave twice", self.name);
                view.left.push((who, param(0)));
            }
            "PRIVMSG" => view.said.push((who, param(1))),
            _ => {}
        }
        None
    }
}
