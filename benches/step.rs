//! One line of chat through the server's state machine, to rooms of several sizes.

use std::hint::black_box;

use benches::{CAPS, CHAT};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peyk_core::server::config::{Config, Flood, Limits, Plaintext};
use peyk_core::server::storage::Kept;
use peyk_core::server::{Action, ConnId, Input, Now, Outputs, Server, Transport};

const NOW: Now = Now { monotonic_ms: 1_000, unix_ms: 1_795_508_281_000 };

/// The one who speaks.
const SPEAKER: ConnId = ConnId { slot: 0, generation: 1 };

/// A server whose room has a speaker and `readers`, who negotiated `caps`.
fn room(readers: u32, caps: &str) -> Server {
    let config = Config {
        plaintext: Plaintext::Anywhere,
        flood: Flood { enabled: false, ..Flood::default() },
        limits: Limits {
            connections_per_address_max: 0,
            connects_per_window_max: 0,
            ..Limits::default()
        },
        ..Config::default()
    };
    let mut server = Server::new(config, NOW, [1; 32], Kept::default());
    let mut out = Outputs::new();
    let address = "127.0.0.1".parse().expect("an address");
    for slot in 0..=readers {
        let conn = ConnId { slot, generation: 1 };
        server.step(NOW, Input::Accepted { conn, address }, &mut out);
        let opened =
            Input::Opened { conn, transport: Transport::Plain, certificate: None, silent: false };
        server.step(NOW, opened, &mut out);
        let hello = format!(
            "CAP REQ :{caps}\r\nNICK n{slot}\r\nUSER n 0 * :n\r\nCAP END\r\nJOIN #lobby\r\n"
        );
        server.step(NOW, Input::Received { conn, bytes: hello.as_bytes() }, &mut out);
        out.clear();
    }
    server
}

/// How many were sent what.
fn deliveries(out: &Outputs) -> usize {
    let sent = |action: &Action| match action {
        Action::Send { to, .. } => out.recipients(to).len(),
        Action::Close { .. } | Action::Ask { .. } | Action::Reload => 0,
    };
    out.actions().iter().map(sent).sum()
}

fn fanout(c: &mut Criterion) {
    let line = format!("{CHAT}\r\n");
    for (name, caps) in [("bare", ""), ("tags", CAPS)] {
        let mut group = c.benchmark_group(format!("step/fanout/{name}"));
        for readers in [10, 100, 1_000] {
            let mut server = room(readers, caps);
            let mut out = Outputs::new();
            group.throughput(Throughput::Elements(readers.into()));
            group.bench_function(BenchmarkId::from_parameter(readers), |b| {
                b.iter(|| {
                    out.clear();
                    let bytes = black_box(line.as_bytes());
                    server.step(NOW, Input::Received { conn: SPEAKER, bytes }, &mut out);
                    assert_eq!(deliveries(&out), readers as usize, "each reader has it");
                });
            });
        }
        group.finish();
    }
}

criterion_group!(step, fanout);
criterion_main!(step);
