//! The fuzz bodies over the corpus (bytes that once were, or could have been, a finding) and
//! over made-up bytes, so that every run of the tests fuzzes a little.

#![allow(clippy::disallowed_methods, reason = "the corpus is in files")]

use std::fs;
use std::path::Path;

use peyk_core::fuzz;
use proptest::prelude::*;

/// Runs `body` over every file of one folder of the corpus.
fn replay(name: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let mut replayed = 0;
    for entry in fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("the corpus can be read").path();
        body(&fs::read(&path).expect("the corpus can be read"));
        replayed += 1;
    }
    assert!(replayed > 0, "the corpus of {name} is not empty");
}

#[test]
fn the_framer_stands_its_corpus() {
    replay("framer", fuzz::framer);
}

#[test]
fn the_parser_stands_its_corpus() {
    replay("parser", fuzz::parser);
}

#[test]
fn the_server_stands_its_corpus() {
    replay("step", fuzz::step);
}

#[test]
fn the_client_stands_its_corpus() {
    replay("client", fuzz::client);
}

/// Bytes that mean something to the wire format far more often than chance would have it.
fn wire_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(b"@:; =\\+!*#,\r\n\0".as_slice()).prop_map(|byte| vec![byte]),
        2 => "[a-zA-Z0-9]{1,12}".prop_map(String::into_bytes),
        1 => "[آ-ی\u{200C}]{1,4}".prop_map(String::into_bytes),
        1 => Just(b"\r\n".to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
        1 => (any::<u8>(), 0..300_usize).prop_map(|(byte, count)| vec![byte; count]),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4096,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_framer_stands_any_bytes(head in any::<[u8; 3]>(), stream in wire_bytes()) {
        fuzz::framer(&[head.as_slice(), &stream].concat());
    }

    #[test]
    fn the_parser_stands_any_bytes(bytes in wire_bytes()) {
        fuzz::parser(&bytes);
        // Most such bytes have a line end inside: its lines are messages more often.
        for line in bytes.split(|&byte| byte == b'\n' || byte == b'\r' || byte == 0) {
            fuzz::parser(line);
        }
    }
}

/// Schedules: most bytes name a fragment of a line or somebody who says something.
fn schedules() -> impl Strategy<Value = Vec<u8>> {
    let happening = (any::<u8>(), proptest::collection::vec(0..132_u8, 0..16));
    let said = (0..6_u8, proptest::collection::vec(0..128_u8, 1..16)).prop_map(|(slot, said)| {
        let count = u8::try_from(said.len()).expect("short");
        [vec![slot << 4 | 8, count], said].concat()
    });
    let piece = prop_oneof![
        1 => happening.prop_map(|(byte, rest)| [vec![byte], rest].concat()),
        1 => (0..6_u8).prop_map(|slot| vec![slot << 4 | 6]),
        4 => said,
    ];
    (any::<u8>(), proptest::collection::vec(piece, 0..60))
        .prop_map(|(choice, pieces)| [vec![choice], pieces.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2048,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_server_stands_any_schedule(schedule in schedules()) {
        fuzz::step(&schedule);
    }

    #[test]
    fn the_server_stands_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        fuzz::step(&bytes);
    }

    #[test]
    fn the_client_stands_any_schedule(
        choice in any::<u8>(),
        pieces in proptest::collection::vec(
            prop_oneof![
                2 => any::<[u8; 2]>().prop_map(|bytes| bytes.to_vec()),
                5 => proptest::collection::vec(0..100_u8, 1..16).prop_map(|said| {
                    let count = u8::try_from(said.len() - 1).expect("short");
                    [vec![count << 3 | 4], said].concat()
                }),
            ],
            0..60,
        ),
    ) {
        // Registered, and in a room.
        let first = [4 << 3 | 4, 12, 14, 15, 9, 11];
        fuzz::client(&[vec![choice], first.to_vec(), pieces.concat()].concat());
    }

    #[test]
    fn the_client_stands_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        fuzz::client(&bytes);
    }
}
