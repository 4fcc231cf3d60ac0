//! One person with several programs that people really use: each logs in to the same account in
//! its own way, all are one to everybody else, and who comes back finds what was said.

mod support;

use std::net::TcpStream;

use support::clients::{Login, catgirl, certificate, irssi, weechat};
use support::terminal::{Screen as _, Terminal, Terminals};
use support::tls::Identity;
use support::{Client, Folder, Peykd, add_account, need};

/// Somebody else in the room, who tells how often things were shown.
struct Watcher {
    client: Client<TcpStream>,
    lines: Vec<String>,
}

impl Watcher {
    fn new(server: &Peykd) -> Self {
        let mut client = server.connect();
        client.register("watcher");
        client.join("#lobby");
        Self { client, lines: Vec::new() }
    }

    /// Says something, which comes after all that was said before.
    fn say(&mut self, text: &str) {
        self.client.send(&format!("PRIVMSG #lobby :{text}\r\n"));
    }

    /// Waits for a line that has these `words`.
    fn until(&mut self, words: &str) {
        while !self.lines.iter().any(|line| line.contains(words)) {
            self.lines.push(self.client.line().expect("the server goes on"));
        }
    }

    /// How many lines so far have these `words`.
    fn count(&self, words: &str) -> usize {
        self.lines.iter().filter(|line| line.contains(words)).count()
    }
}

/// What each device says is read once on all of them, and once by the watcher.
fn all_read_all(nick: &str, devices: &[(&str, &Terminal<'_>)], watcher: &mut Watcher) {
    for (program, device) in devices {
        for text in [format!("سلام از {program}، خوبید؟"), format!("hello from {program}")]
        {
            device.enter(&text);
            for (_, reader) in devices {
                reader.until(&[nick, &text]);
            }
            watcher.until(&text);
        }
    }
    // What came twice has come by the time that this is read.
    watcher.say(&format!("everybody has read {nick}"));
    for (_, reader) in devices {
        reader.until(&["watcher", &format!("everybody has read {nick}")]);
        for (program, _) in devices {
            for text in [format!("سلام از {program}، خوبید؟"), format!("hello from {program}")]
            {
                assert_eq!(reader.count(&[nick, &text]), 1, "{text} in {:#?}", reader.lines());
                assert_eq!(watcher.count(&text), 1, "{text} in {:#?}", watcher.lines);
            }
        }
    }
}

/// All leave, one after another; that is told once, at the end.
fn all_leave(nick: &str, devices: &[(&str, &Terminal<'_>)], watcher: &mut Watcher) {
    let quit = format!(":{nick}!");
    for (index, (program, device)) in devices.iter().enumerate() {
        watcher.client.send("PING before\r\n");
        watcher.until("PONG");
        watcher.lines.retain(|line| !line.contains("PONG"));
        let left = watcher.lines.iter().filter(|line| line.starts_with(&quit));
        assert!(!left.into_iter().any(|line| line.contains(" QUIT ")), "{index} have left");
        device.enter(&format!("/quit {program} goes"));
        device.until_ended();
    }
    watcher.until(" QUIT ");
    let quits: Vec<_> = watcher.lines.iter().filter(|line| line.contains(" QUIT ")).collect();
    assert!(matches!(&quits[..], [only] if only.starts_with(&quit)), "{quits:#?}");
    watcher.lines.clear();
}

#[test]
fn one_person_with_four_programs_is_one_person() {
    for (program, package) in
        [("irssi", "irssi"), ("weechat", "weechat-curses"), ("catgirl", "catgirl")]
    {
        need(program, package);
    }
    let folder = Folder::new();
    add_account(&folder, "mina");
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let mut watcher = Watcher::new(&server);
    let terminals = Terminals::new(server.folder.path());
    let first = weechat(&server, &terminals, ("weechat", "mina"), Login::Plain);
    let second = weechat(&server, &terminals, ("scram", "mina"), Login::Scram);
    let irssi = irssi(&server, &terminals, ("irssi", "mina"), Login::Plain);
    let catgirl = catgirl(&server, &terminals, ("catgirl", "mina"), Login::Plain);
    let devices =
        [("weechat", &first), ("scram", &second), ("irssi", &irssi), ("catgirl", &catgirl)];
    all_read_all("mina", &devices, &mut watcher);
    assert_eq!(watcher.count(":mina!"), 2 * devices.len() + 1, "{:#?}", watcher.lines);

    // One goes and comes back, and finds what was said before and meanwhile.
    first.enter("/quit");
    first.until_ended();
    irssi.enter("said while it was away");
    watcher.until("said while it was away");
    let first = weechat(&server, &terminals, ("weechat", "mina"), Login::Plain);
    assert_eq!(first.count(&["hello from"]), 0, "{:#?}", first.lines());
    first.enter("/quote CHATHISTORY LATEST #lobby * 100");
    first.until(&["mina", "said while it was away"]);
    for (program, _) in &devices {
        for text in [format!("سلام از {program}، خوبید؟"), format!("hello from {program}")]
        {
            assert_eq!(first.count(&["mina", &text]), 1, "{text} in {:#?}", first.lines());
        }
    }
    let devices = [("weechat", &first), devices[1], devices[2], devices[3]];
    all_leave("mina", &devices, &mut watcher);
}

#[test]
fn one_certificate_on_two_devices_is_one_person() {
    for (program, package) in [("weechat", "weechat-curses"), ("catgirl", "catgirl")] {
        need(program, package);
    }
    let server = Peykd::start();
    let mut watcher = Watcher::new(&server);
    let terminals = Terminals::new(server.folder.path());
    let own = certificate(&server, &Identity::new());
    let catgirl = catgirl(&server, &terminals, ("catgirl", "laleh"), Login::External(&own));
    let weechat = weechat(&server, &terminals, ("weechat", "laleh"), Login::External(&own));
    let devices = [("catgirl", &catgirl), ("weechat", &weechat)];
    all_read_all("laleh", &devices, &mut watcher);
    all_leave("laleh", &devices, &mut watcher);
    // The name is hers.
    let mut stranger = server.connect();
    stranger.send("NICK laleh\r\n");
    stranger.until(" 433 ");
}
