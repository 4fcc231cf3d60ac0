//! The built server as a child process, and clients that wait for what they expect.

#![allow(dead_code, reason = "each test program uses a part of this")]
#![allow(clippy::missing_panics_doc, reason = "a failed expectation is a failed test")]

pub(crate) mod clients;
pub(crate) mod disk;
pub(crate) mod history;
pub(crate) mod store;
pub(crate) mod terminal;
pub(crate) mod tls;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything here takes, also on a busy machine; reached only by a failure.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// A folder of its own, removed with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("peykd-test-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).expect("a temporary file can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `peykd` with these arguments, in an environment that says nothing about languages.
pub(crate) fn command<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peykd"));
    command.args(args);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "RUST_LOG", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// Runs `peykd` to its end.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    command(args).output().expect("peykd can be run")
}

/// The password of accounts that tests make.
pub(crate) const PASSWORD: &str = "rosewater";

/// Makes an account in the data folder of a server that is not started yet.
pub(crate) fn add_account(folder: &Folder, name: &str) {
    assert_eq!(administer(folder, &["add", name], PASSWORD).0, Some(0));
}

/// Runs `peykd account` on a data folder, with a password on stdin.
pub(crate) fn administer(folder: &Folder, words: &[&str], password: &str) -> (Option<i32>, String) {
    let mut command = command(["--lang", "en", "--data"]);
    command.arg(folder.path().join("data")).arg("account").args(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("peykd can be run");
    let mut stdin = child.stdin.take().expect("it is piped");
    // Who needs no password does not read it.
    let _ = stdin.write_all(format!("{password}\n").as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is UTF-8");
    (output.status.code(), said)
}

/// Runs `peykd`, expects that it refuses, and returns its sentence.
pub(crate) fn refusal<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> String {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).expect("sentences are UTF-8");
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(output.stdout.is_empty(), "no ready line is printed");
    assert_eq!(stderr.lines().count(), 1, "one sentence: {stderr}");
    stderr
}

/// What `peykd hash` makes of a password.
pub(crate) fn hash(password: &str) -> String {
    let mut child = command(["hash"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("peykd can be started");
    let mut stdin = child.stdin.take().expect("it is piped");
    writeln!(stdin, "{password}").expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let phc = String::from_utf8(output.stdout).expect("it is ASCII").trim_end().to_owned();
    assert!(phc.starts_with("$argon2id$"), "{phc}");
    phc
}

/// Fails with a sentence if a program that a test drives is not installed.
pub(crate) fn need(program: &str, package: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(found, "{program} is not installed: run .ci/setup, or install the package {package}");
}

/// A process that does not outlive the test.
pub(crate) struct Process(pub(crate) Child);

impl Process {
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(sent.expect("kill can be run").success());
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("it can be waited for") {
                return status;
            }
            assert!(start.elapsed() < DEADLINE, "the process does not end");
            thread::yield_now();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server on a port of its own.
pub(crate) struct Peykd {
    process: Process,
    stdout: BufReader<std::process::ChildStdout>,
    pub(crate) ready: String,
    pub(crate) address: SocketAddr,
    pub(crate) folder: Folder,
}

impl Peykd {
    /// A server with the defaults but for a data folder and a port of its own.
    pub(crate) fn start() -> Self {
        Self::start_with(Folder::new(), &["--lang", "en"])
    }

    /// A server with this configuration file.
    pub(crate) fn start_with_file(content: &str) -> Self {
        let folder = Folder::new();
        let file = folder.file("peykd.toml", content);
        let file = file.to_str().expect("temporary folders have plain names").to_owned();
        Self::start_with(folder, &["--lang", "en", "--config", &file])
    }

    pub(crate) fn start_with(folder: Folder, args: &[&str]) -> Self {
        Self::start_on("127.0.0.1:0", folder, args)
    }

    pub(crate) fn start_on(listen: &str, folder: Folder, args: &[&str]) -> Self {
        let mut command = command(["--listen", listen]);
        command.arg("--data").arg(folder.path().join("data")).args(args);
        Self::spawn(folder, command)
    }

    /// A server that another program becomes: `by` makes the command of it that would start
    /// the server by itself.
    pub(crate) fn start_by(folder: Folder, by: impl FnOnce(&Command) -> Command) -> Self {
        let mut command = command(["--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.path().join("data"));
        let command = by(&command);
        Self::spawn(folder, command)
    }

    fn spawn(folder: Folder, mut command: Command) -> Self {
        let stderr = fs::File::create(folder.path().join("log")).expect("a file can be made");
        let child = command.stdout(Stdio::piped()).stderr(stderr).spawn();
        let mut process = Process(child.expect("peykd can be started"));
        let mut stdout = BufReader::new(process.0.stdout.take().expect("it is piped"));
        let mut ready = String::new();
        stdout.read_line(&mut ready).expect("the ready line can be read");
        let address = ready
            .split_whitespace()
            .find_map(|word| word.parse().ok())
            .unwrap_or_else(|| panic!("no address in {ready:?}"));
        Self { process, stdout, ready, address, folder }
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.process.0.id()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("the log can be read")
    }

    /// The certificate's fingerprint, as the server prints it when it starts.
    pub(crate) fn printed_fingerprint(&self) -> String {
        self.wait_for_log("fingerprint");
        let log = self.log();
        let is_one = |word: &&str| word.split(':').count() == 32;
        log.split_whitespace().find(is_one).expect("the log has one").to_owned()
    }

    /// Waits until the log has `words`.
    pub(crate) fn wait_for_log(&self, words: &str) {
        let start = Instant::now();
        while !self.log().contains(words) {
            assert!(start.elapsed() < DEADLINE, "no {words:?} in {}", self.log());
            thread::yield_now();
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Waits for the server's end, and returns how it ended and what more it printed.
    pub(crate) fn wait(&mut self) -> (ExitStatus, String) {
        let status = self.process.wait();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("the rest can be read");
        (status, rest)
    }

    /// Kills the server, and returns the folder, for another one.
    pub(crate) fn kill(self) -> Folder {
        let Self { process, folder, .. } = self;
        // Dropped, it is killed and waited for.
        drop(process);
        folder
    }

    /// Ends the server as it should end, and returns the folder, for another one.
    pub(crate) fn end(mut self) -> Folder {
        self.signal("TERM");
        let (status, _) = self.wait();
        assert_eq!(status.code(), Some(0), "{}", self.log());
        self.folder
    }

    pub(crate) fn connect(&self) -> Client<TcpStream> {
        Client::new(self.socket())
    }

    pub(crate) fn socket(&self) -> TcpStream {
        let socket = TcpStream::connect(self.address).expect("the server listens");
        socket.set_read_timeout(Some(DEADLINE)).expect("a timeout can be set");
        socket.set_write_timeout(Some(DEADLINE)).expect("a timeout can be set");
        socket.set_nodelay(true).expect("it can be set");
        socket
    }
}

/// A client that reads lines.
pub(crate) struct Client<S: Read + Write> {
    pub(crate) stream: BufReader<S>,
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) fn send(&mut self, lines: &str) {
        let stream = self.stream.get_mut();
        stream.write_all(lines.as_bytes()).expect("the server reads");
        stream.flush().expect("the server reads");
    }

    /// The next line, without its end; none at the end of the stream.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => panic!("no line: {error}"),
        }
    }

    /// Reads until a line has `words`, and returns it.
    pub(crate) fn until(&mut self, words: &str) -> String {
        let mut read = Vec::new();
        while let Some(line) = self.line() {
            if line.contains(words) {
                return line;
            }
            read.push(line);
        }
        panic!("no {words:?} but {read:#?}");
    }

    /// Everything to the end of the stream.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).expect("the server closes");
        String::from_utf8(rest).expect("the server speaks UTF-8")
    }

    /// Registers as `nick`, and waits for the end of the welcome.
    pub(crate) fn register(&mut self, nick: &str) {
        self.send(&format!("NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n"));
        self.until(" 422 ");
    }

    pub(crate) fn join(&mut self, channel: &str) {
        self.send(&format!("JOIN {channel}\r\n"));
        self.until(" 366 ");
    }
}

impl Client<TcpStream> {
    pub(crate) fn half_close(&mut self) {
        self.stream.get_ref().shutdown(Shutdown::Write).expect("it is open");
    }
}
