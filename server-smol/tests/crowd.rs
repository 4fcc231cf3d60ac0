//! A thousand members of one room: everybody reads every line exactly once, all in one order.

mod support;

use std::cell::Cell;
use std::fmt::{Debug, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use async_executor::LocalExecutor;
use async_io::{Async, Timer};
use futures_lite::io::BufReader;
use futures_lite::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, future};
use futures_rustls::TlsConnector;
use futures_rustls::rustls::version::TLS13;
use support::{Peykd, tls};

const MEMBERS: usize = 1_000;

/// One member in so many comes over TLS.
const TLS_EVERY: usize = 10;

/// One member in so many speaks; some of them over TLS.
const SENDER_EVERY: usize = 95;

/// Lines of each sender, and how many it says at once before it has read them itself.
const LINES: usize = 24;
const BURST: usize = 4;

/// Much longer than it takes, also on a busy machine; reached only by a failure.
const CROWD_DEADLINE: Duration = Duration::from_secs(60);

#[test]
fn a_thousand_read_every_line_once_and_in_one_order() {
    rlimit::increase_nofile_limit(u64::MAX).expect("the limit of descriptors can be raised");
    let server = Peykd::start_with_file("[flood]\nenabled = false\n");
    let done = Cell::new(0);
    let executor = LocalExecutor::new();
    let crowd = async {
        let mut members = Vec::new();
        for number in 0..MEMBERS {
            members.push(Member::join(&server, number).await);
        }
        let tasks: Vec<_> = members
            .into_iter()
            .map(|member| {
                executor.spawn(async {
                    let member = member.chat().await;
                    done.set(done.get() + 1);
                    member
                })
            })
            .collect();
        let mut members = Vec::new();
        for task in tasks {
            members.push(task.await);
        }
        // Only when all have read all is there nothing more that anybody could be sent.
        for member in &mut members {
            member.nothing_more_comes().await;
        }
        members
    };
    let late = async {
        Timer::after(CROWD_DEADLINE).await;
        panic!("{} of {MEMBERS} have read all", done.get());
    };
    let members = async_io::block_on(executor.run(future::or(crowd, late)));
    compare(&members);
}

/// What all have read must be the same, and each line in it once.
fn compare(members: &[Member]) {
    let order = &members[0].lines;
    let mut said: Vec<_> = order.clone();
    said.sort_unstable();
    let senders = (0..MEMBERS).filter(|&number| is_sender(number));
    let expected: Vec<_> =
        senders.flat_map(|sender| (0..LINES).map(move |line| (sender, line))).collect();
    assert_same(&said, &expected, "member 0");
    let mixed = order.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
    assert!(mixed >= LINES / BURST, "the senders spoke at the same time");
    let tagged = members.iter().find(|member| !member.msgids.is_empty());
    let msgids = &tagged.expect("some read tags").msgids;
    for (number, member) in members.iter().enumerate() {
        let member_name = format!("member {number}");
        assert_same(&member.lines, order, &member_name);
        let later: Vec<_> = (number + 1..MEMBERS).collect();
        assert_same(&member.joined, &later, &member_name);
        if reads_tags(number) {
            assert_same(&member.msgids, msgids, &member_name);
        }
    }
    let mut unique = msgids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), order.len(), "an id for each line");
}

/// Says where two lists begin to differ, as they are too long to be shown.
fn assert_same<T: PartialEq + Debug>(read: &[T], expected: &[T], who: &str) {
    let same = read.iter().zip(expected).take_while(|(one, other)| one == other).count();
    let (is, should) = (read.get(same), expected.get(same));
    assert!(read == expected, "{who} read {is:?} as number {same} in place of {should:?}");
}

fn is_sender(number: usize) -> bool {
    number.is_multiple_of(SENDER_EVERY)
}

fn reads_tags(number: usize) -> bool {
    number % 3 == 1
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

struct Member {
    stream: BufReader<Box<dyn Stream>>,
    number: usize,
    /// Who said which of their lines, as it was read.
    lines: Vec<(usize, usize)>,
    msgids: Vec<String>,
    /// Who came after this member.
    joined: Vec<usize>,
}

impl Member {
    /// Connects, and comes into the room.
    async fn join(server: &Peykd, number: usize) -> Self {
        let socket = Async::<TcpStream>::connect(server.address).await.expect("it listens");
        socket.get_ref().set_nodelay(true).expect("it can be set");
        let stream: Box<dyn Stream> = if number.is_multiple_of(TLS_EVERY) {
            let connector = TlsConnector::from(tls::config(&TLS13));
            let stream = connector.connect(tls::server_name(), socket).await;
            Box::new(stream.expect("the server speaks TLS"))
        } else {
            Box::new(socket)
        };
        let stream = BufReader::new(stream);
        let (lines, msgids, joined) = Default::default();
        let mut member = Self { stream, number, lines, msgids, joined };
        let mut hello = String::new();
        if is_sender(number) {
            hello.push_str("CAP REQ echo-message\r\n");
        }
        if reads_tags(number) {
            hello.push_str("CAP REQ :message-tags server-time\r\n");
        }
        let _ = write!(hello, "NICK m{number}\r\nUSER m 0 * :m\r\nCAP END\r\nJOIN #crowd\r\n");
        member.say(&hello).await;
        while !member.line().await.contains(&format!(" 366 m{number} ")) {}
        member
    }

    /// Says its lines, if it is a sender, and reads everybody's.
    async fn chat(mut self) -> Self {
        let own = if is_sender(self.number) { LINES } else { 0 };
        let all = (0..MEMBERS).filter(|&number| is_sender(number)).count() * LINES;
        let (mut said, mut echoed) = (0, 0);
        while self.lines.len() < all {
            if said < own && echoed == said {
                let burst = (said..said + BURST).map(|line| format!("PRIVMSG #crowd :{line}\r\n"));
                self.say(&burst.collect::<String>()).await;
                said += BURST;
            }
            let line = self.line().await;
            echoed += usize::from(self.heard(&line) == Some(self.number));
        }
        self
    }

    /// Whatever was still queued would come before the answer to a PING.
    async fn nothing_more_comes(&mut self) {
        self.say("PING fence\r\n").await;
        loop {
            let line = self.line().await;
            if line.contains(" PONG ") {
                return;
            }
            self.heard(&line);
        }
    }

    /// Keeps what a line says: a message of the room, or that somebody came. Returns who spoke.
    fn heard(&mut self, line: &str) -> Option<usize> {
        let (tags, line) = match line.strip_prefix('@') {
            Some(tagged) => tagged.split_once(' ').expect("tags end"),
            None => ("", line),
        };
        let number = |text: &str| text.parse::<usize>().expect("it is a number");
        let nick = line.strip_prefix(":m").and_then(|line| line.split_once('!'));
        let Some((nick, rest)) = nick else { panic!("not of this room: {line}") };
        if let Some((_, text)) = rest.split_once(" PRIVMSG #crowd :") {
            self.lines.push((number(nick), number(text)));
            let msgid = tags.split(';').find_map(|tag| tag.strip_prefix("msgid="));
            self.msgids.extend(msgid.map(str::to_owned));
            return Some(number(nick));
        }
        assert!(rest.ends_with(" JOIN #crowd"), "not of this room: {line}");
        self.joined.push(number(nick));
        None
    }

    async fn say(&mut self, lines: &str) {
        let stream = self.stream.get_mut();
        stream.write_all(lines.as_bytes()).await.expect("the server reads");
        stream.flush().await.expect("the server reads");
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        let count = self.stream.read_line(&mut line).await.expect("the server serves");
        assert_ne!(count, 0, "member {} was cut off", self.number);
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        line
    }
}
