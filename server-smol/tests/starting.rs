//! How `peykd` starts: its ready line, and one clear sentence for whatever is in the way.

mod support;

use std::net::TcpListener;

use support::{Folder, Peykd, command, hash, refusal, run};

#[test]
fn the_ready_line_is_exact_in_both_languages() {
    let server = Peykd::start_with(Folder::new(), &["--lang", "fa"]);
    assert_eq!(server.ready, format!("سرور روی {} اجرا شد\n", server.address));
    let server = Peykd::start_with(Folder::new(), &["--lang", "en"]);
    assert_eq!(server.ready, format!("Server running on {}\n", server.address));
    assert_ne!(server.address.port(), 0, "the real port is said");
}

#[test]
fn the_language_is_the_locales() {
    let locales = [
        ("LC_ALL", "fa_IR.UTF-8", true),
        ("LC_MESSAGES", "fa_IR", true),
        ("LANG", "fa", true),
        ("LANG", "de_DE.UTF-8", false),
        ("LC_ALL", "C", false),
        ("LC_ALL", "POSIX", false),
    ];
    for (name, value, persian) in locales {
        let output =
            command(["--help"]).env_remove("LC_ALL").env(name, value).output().expect("it runs");
        let help = String::from_utf8(output.stdout).expect("help is UTF-8");
        assert_eq!(help.contains("سرور"), persian, "{name}={value}");
        assert_eq!(output.status.code(), Some(0));
    }
    let both = command(["--help"]).env("LC_ALL", "C").env("LANG", "fa_IR").output();
    let help = String::from_utf8(both.expect("it runs").stdout).expect("help is UTF-8");
    assert!(!help.contains("سرور"), "LC_ALL is asked first");
}

#[test]
fn mistakes_in_flags_are_named() {
    assert!(refusal(["--durability", "never"]).contains("disk, os, memory"));
    assert!(refusal(["--listen", "5000"]).contains("\"5000\""));
    assert!(refusal(["--plaintext", "sometimes"]).contains("loopback, anywhere, never"));
    assert!(refusal(["--name", "two words"]).contains("two words"));
    assert!(refusal(["--lang", "fa", "--nope"]).contains("نادرست"));
}

#[test]
fn a_port_in_use_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has one").to_string();
    let folder = Folder::new();
    let data = folder.path().to_str().expect("a plain name");
    let sentence = refusal(["--listen", &address, "--data", data]);
    assert!(sentence.contains(&address) && sentence.contains("in use"), "{sentence}");
}

#[test]
fn mistakes_in_the_file_are_named_with_their_line() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let data = data.to_str().expect("a plain name");
    let cases = [
        ("name = \"a\"\nnick = 5\n", "line 2", "nick"),
        ("\n[limits]\n\nnick_bytes = 3\n", "line 4", "nick_bytes"),
        ("[flood]\nenabled = \"yes\"\n", "line 2", "boolean"),
        ("listen = [\"0.0.0.0\"]\n", "line 1", "address"),
        ("name = \n", "line 1", ""),
        ("[limits]\nline_bytes_max = 100\n", "limits.line_bytes_max", "512"),
        ("password = \"secret\"\n", "peykd hash", "PHC"),
        ("default_channel = \"lobby\"\n", "default_channel", "lobby"),
        ("motd_file = \"none.txt\"\n", "none.txt", "motd_file"),
        ("[tls]\ncertificate = \"none.pem\"\nkey = \"none.pem\"\n", "none.pem", "No such file"),
    ];
    for (content, one, other) in cases {
        let file = folder.file("peykd.toml", content);
        let file = file.to_str().expect("a plain name");
        for check in [&["--config", file, "check"][..], &["--config", file][..]] {
            let mut args = vec!["--listen", "127.0.0.1:0", "--data", data];
            args.extend(check);
            let sentence = refusal(&args);
            assert!(sentence.contains(one) && sentence.contains(other), "{sentence}");
        }
    }
    assert!(refusal(["--config", "/does/not/exist"]).contains("/does/not/exist"));
}

#[test]
fn a_damaged_certificate_is_refused_and_kept() {
    let folder = Folder::new();
    let identity = folder.file("identity.pem", "damaged");
    let data = folder.path().to_str().expect("a plain name");
    let sentence = refusal(["--listen", "127.0.0.1:0", "--data", data]);
    assert!(sentence.contains("identity.pem"), "{sentence}");
    assert_eq!(std::fs::read_to_string(identity).expect("it is there"), "damaged");
}

#[test]
fn a_data_folder_that_cannot_be_made_is_refused() {
    let folder = Folder::new();
    let file = folder.file("file", "");
    let inside = file.join("data");
    let sentence =
        refusal(["--listen", "127.0.0.1:0", "--data", inside.to_str().expect("a plain name")]);
    assert!(sentence.contains("file/data"), "{sentence}");
}

#[test]
fn the_printed_configuration_is_fine() {
    let folder = Folder::new();
    let printed = String::from_utf8(run(["config"]).stdout).expect("it is UTF-8");
    let file = folder.file("peykd.toml", &printed);
    let checked =
        run([file.as_os_str(), "--config".as_ref()].iter().rev().chain([&"check".as_ref()]));
    assert_eq!(checked.status.code(), Some(0));
    assert!(String::from_utf8(checked.stdout).expect("it is UTF-8").contains("fine"));
}

#[test]
fn a_hashed_password_can_be_configured() {
    let phc = hash("رمز عبور");
    let server = Peykd::start_with_file(&format!("password = '{phc}'\n"));
    let mut right = server.connect();
    right.send("PASS :رمز عبور\r\n");
    right.register("ali");
    let mut wrong = server.connect();
    wrong.send("PASS :گذرواژه\r\nNICK sara\r\nUSER sara 0 * :sara\r\n");
    wrong.until(" 464 ");
    let nothing = run(["hash"]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn the_version_is_printed() {
    let output = run(["--version"]);
    assert_eq!(output.stdout, concat!("peykd ", env!("CARGO_PKG_VERSION"), "\n").as_bytes());
}
