//! The built server with databases of all ages: those of the first version are served with all
//! that is in them; newer and damaged ones are refused in a sentence, and stay as they are.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use futures_rustls::rustls::version::TLS13;
use rusqlite::Connection;
use support::history::{batch, latest, tag, text};
use support::tls::{Identity, connect_as};
use support::{Folder, Peykd, hash, refusal};

const CAPS: &str = "CAP REQ :message-tags batch server-time account-tag draft/chathistory \
                    draft/multiline soju.im/search echo-message sasl\r\n";

/// A data folder of version 1, in which mina's password is rosewater and omid has a certificate.
fn first_version(omid: &Identity) -> Folder {
    let folder = Folder::new();
    let data = folder.path().join("data");
    fs::create_dir(&data).expect("a folder can be made");
    let conn = Connection::open(data.join("peyk.db")).expect("it can be made");
    conn.execute_batch(include_str!("fixtures/v1.sql")).expect("it is SQL");
    conn.execute_batch(include_str!("fixtures/v1-people.sql")).expect("it is SQL");
    conn.execute("UPDATE accounts SET password_phc = ?1 WHERE name = 'mina'", [hash("rosewater")])
        .expect("the password can be set");
    conn.execute(
        "INSERT INTO certificates (account, place, fingerprint) VALUES (102, 0, ?1)",
        [omid.fingerprint()],
    )
    .expect("the certificate can be set");
    folder
}

#[test]
fn what_the_first_version_kept_is_served() {
    let omid = Identity::new();
    let mut folder = first_version(&omid);
    // As it came, and as it was left behind.
    for start in 0..2 {
        let server = Peykd::start_with(folder, &["--lang", "en"]);
        mina_finds_everything(&server, start);
        omid_finds_everything(&server, &omid);
        folder = server.kill();
    }
}

/// By her password; she is always on, so she is in her channel. Says something each time.
fn mina_finds_everything(server: &Peykd, start: usize) {
    let mut mina = server.connect();
    mina.send(&format!("{CAPS}NICK mina\r\nUSER mina 0 * :mina\r\nAUTHENTICATE PLAIN\r\n"));
    mina.until("AUTHENTICATE +");
    mina.send("AUTHENTICATE AG1pbmEAcm9zZXdhdGVy\r\n");
    mina.until(" 903 ");
    mina.send("CAP END\r\n");
    mina.until(" JOIN #lobby");
    assert!(mina.until(" 332 ").ends_with("#lobby :سلام"), "the topic is there");
    mina.until(" 366 ");
    mina.send("MODE #lobby\r\nMODE #lobby b\r\n");
    let modes = mina.until(" 324 ");
    assert!(modes.contains(" +") && modes.ends_with(" 9"), "{modes}");
    mina.until(" #lobby *!*@evil mina ");
    // The channel is hers.
    mina.send("MODE #lobby -v+v mina mina\r\n");
    mina.until(" MODE #lobby ");

    let lobby = latest(&mut mina, "#lobby");
    let [first, begins, one, two, ends, said @ ..] = &*lobby else { panic!("{lobby:#?}") };
    assert_eq!(tag(first, "time"), "1970-01-01T00:00:00.000Z");
    assert_eq!((tag(first, "account"), text(first)), ("mina", "سلام دنیا"));
    assert!(first.contains("+draft/reply=x"), "{first}");
    assert!(begins.contains(" BATCH +") && ends.contains(" BATCH -"), "{lobby:#?}");
    assert_eq!(tag(begins, "account"), "omid");
    assert_eq!((text(one), text(two)), ("یک", "دو"));
    assert_eq!(said.len(), start, "{said:#?}");
    let alone = latest(&mut mina, "omid");
    let [to_her, to_him] = &*alone else { panic!("{alone:#?}") };
    assert!(to_her.ends_with(" :omid!o@192.0.2.8 PRIVMSG mina :تنها برای تو"), "{to_her}");
    assert!(to_him.ends_with(" PRIVMSG omid :ممنون"), "{to_him}");
    for (words, found) in [("دنیا", first), ("تنها", to_her)] {
        mina.send(&format!("SEARCH text={words}\r\n"));
        let [line] = &*batch(&mut mina) else { panic!("{words} is found once") };
        assert_eq!((tag(line, "msgid"), text(line)), (tag(found, "msgid"), text(found)));
    }

    mina.send(&format!("PRIVMSG #lobby :start {start}\r\n"));
    mina.until(&format!(" PRIVMSG #lobby :start {start}"));
    let after = latest(&mut mina, "#lobby");
    let texts = |lines: &[String]| {
        let said = lines.iter().filter(|line| line.contains(" PRIVMSG "));
        said.map(|line| text(line).to_owned()).collect::<Vec<_>>()
    };
    let expected = [texts(&lobby), vec![format!("start {start}")]].concat();
    assert_eq!(texts(&after), expected, "what was there comes before it");
}

/// By his certificate; the room that nobody registered is the same when he comes back to it.
fn omid_finds_everything(server: &Peykd, identity: &Identity) {
    let mut omid = connect_as(server.socket(), &TLS13, Some(identity));
    omid.send(&format!("{CAPS}NICK omid\r\nUSER omid 0 * :omid\r\nAUTHENTICATE EXTERNAL\r\n"));
    omid.until(" AUTHENTICATE +");
    omid.send("AUTHENTICATE +\r\n");
    omid.until(" 900 omid ");
    omid.send("CAP END\r\n");
    omid.until(" 422 ");
    omid.send("JOIN #باغ\r\n");
    assert!(omid.until(" 332 ").ends_with("#باغ :گل‌ها"), "the topic is there");
    let garden = latest(&mut omid, "#باغ");
    let [line] = &*garden else { panic!("{garden:#?}") };
    assert_eq!(text(line), "کسی هست؟");
    let alone = latest(&mut omid, "mina");
    assert_eq!(alone.iter().map(|line| text(line)).collect::<Vec<_>>(), ["تنها برای تو", "ممنون"]);
}

/// A folder with a database that a server has written, and its path.
fn used() -> (Folder, PathBuf) {
    let server = Peykd::start();
    let mut client = server.connect();
    client.register("mina");
    client.join("#lobby");
    client.send("PRIVMSG #lobby :سلام\r\nPING said\r\n");
    client.until(" PONG ");
    let folder = server.end();
    let path = folder.path().join("data/peyk.db");
    (folder, path)
}

/// The server, and whoever wants a backup, is told why not in one sentence in both languages;
/// nothing is changed.
fn refused(folder: &Folder, words: [&str; 2]) {
    let data = folder.path().join("data");
    let path = data.join("peyk.db");
    let before = fs::read(&path).expect("it is there");
    let copy = folder.path().join("copy.db");
    let (data, copy) = (plain(&data), plain(&copy));
    for (language, word) in ["en", "fa"].into_iter().zip(words) {
        for rest in [&["--listen", "127.0.0.1:0"][..], &["backup", copy]] {
            let args = ["--lang", language, "--data", data];
            let sentence = refusal(args.iter().chain(rest));
            assert!(sentence.contains(word) && sentence.contains(plain(&path)), "{sentence}");
        }
    }
    assert!(fs::read(&path).expect("it is still there") == before, "it was changed");
    assert!(!Path::new(copy).exists(), "there is nothing to copy");
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

#[test]
fn a_newer_database_is_refused() {
    let (folder, path) = used();
    let conn = Connection::open(&path).expect("it is a database");
    conn.execute_batch("PRAGMA user_version = 99; CREATE TABLE new (x);").expect("it is SQL");
    drop(conn);
    refused(&folder, ["version 99", "۹۹"]);
}

#[test]
fn a_damaged_database_is_refused_until_a_backup_is_in_its_place() {
    let (folder, path) = used();
    let whole_file = fs::read(&path).expect("it is there");
    for bytes in [whole_file.len() / 2, 100] {
        fs::write(&path, &whole_file[..bytes]).expect("it can be written");
        refused(&folder, ["damaged", "آسیب"]);
    }
    fs::write(&path, "not a database").expect("it can be written");
    refused(&folder, ["not a database of peykd", "peykd"]);
    fs::write(&path, whole_file).expect("it can be written");
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let mut client = server.connect();
    client.send(CAPS);
    client.send("CAP END\r\n");
    client.register("omid");
    client.join("#lobby");
    let all = latest(&mut client, "#lobby");
    assert_eq!(all.iter().map(|line| text(line)).collect::<Vec<_>>(), ["سلام"]);
}
