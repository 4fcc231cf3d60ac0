//! The wire codec: lines parsed, encoded and cut out of a stream.

use std::hint::black_box;

use benches::{CHAT, NUMERIC, TAGGED};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use peyk_core::wire::{CLIENT_TAGS_BYTES_MAX, Frame, FrameLimits, Framer, Line, Message};

const LIMITS: FrameLimits =
    FrameLimits { tags_bytes_max: CLIENT_TAGS_BYTES_MAX, body_bytes_max: 512 };

fn parse(c: &mut Criterion) {
    let mut group = c.benchmark_group("wire/parse");
    for (name, line) in [("chat", CHAT), ("tagged", TAGGED), ("numeric", NUMERIC)] {
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| Message::parse(black_box(line.as_bytes())).expect("it is a message"));
        });
    }
    group.finish();
}

fn encode(c: &mut Criterion) {
    let mut group = c.benchmark_group("wire/encode");
    let mut buf = Vec::new();
    group.bench_function("chat", |b| {
        b.iter(|| {
            buf.clear();
            let line = Line::new(&mut buf, 512).source_nuh("mina", "mina", "192.0.2.7");
            line.command("PRIVMSG").param("#lobby").trailing(black_box(TEXT)).end()
        });
    });
    group.bench_function("tagged", |b| {
        b.iter(|| {
            buf.clear();
            let line = Line::new(&mut buf, 512)
                .tag("time", Some(black_box("2026-11-24T10:18:01.000Z")))
                .tag("msgid", Some(black_box("0f3m9a7cq2k1x")));
            let line = line.source_nuh("mina", "mina", "192.0.2.7").command("PRIVMSG");
            line.param("#lobby").trailing(black_box(TEXT)).end()
        });
    });
    group.finish();
}

/// What somebody says.
const TEXT: &str = "سلام، حال شما چطور است؟ the meeting is at four";

fn framer(c: &mut Criterion) {
    let stream = format!("{CHAT}\r\n{TAGGED}\r\n").repeat(20);
    let mut group = c.benchmark_group("wire/framer");
    group.throughput(Throughput::Bytes(stream.len() as u64));
    for (name, size) in [("whole", stream.len()), ("segments of 1448", 1448), ("bytes", 1)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut framer = Framer::default();
                let mut lines = 0;
                for mut chunk in black_box(stream.as_bytes()).chunks(size) {
                    while let Some(frame) = framer.next(&LIMITS, &mut chunk) {
                        assert!(matches!(frame, Frame::Line(_)));
                        lines += 1;
                    }
                }
                assert_eq!(lines, 40);
            });
        });
    }
    group.finish();
}

criterion_group!(wire, parse, encode, framer);
criterion_main!(wire);
