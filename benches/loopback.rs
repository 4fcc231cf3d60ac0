//! One line from a socket to many, through a whole server on loopback.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::{env, fs, process};

use benches::CHAT;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use server_smol::Running;
use server_smol::config::Overrides;

/// The speaker is as fast as the receivers can read; flood control would slow it down.
const FILE: &str = "[flood]\nenabled = false\n[limits]\nconnects_per_window_max = 0\n";

fn join(address: SocketAddr, nick: &str) -> io::Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    write!(stream, "NICK {nick}\r\nUSER n 0 * :n\r\nJOIN #lobby\r\n")?;
    let mut reader = BufReader::new(stream);
    read_until(&mut reader, " 366 ")?;
    Ok(reader)
}

/// Reads lines up to one that has `what` in it.
fn read_until(reader: &mut impl BufRead, what: &str) -> io::Result<()> {
    let mut line = String::new();
    while !line.contains(what) {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

/// Says one line and reads it at every receiver.
fn deliver(speaker: &mut BufReader<TcpStream>, receivers: &mut [BufReader<TcpStream>]) {
    speaker.get_mut().write_all(format!("{CHAT}\r\n").as_bytes()).expect("the server reads");
    for receiver in receivers {
        read_until(receiver, "PRIVMSG").expect("the server delivers");
    }
}

fn loopback(c: &mut Criterion) {
    let data = env::temp_dir().join(format!("peyk-bench-{}", process::id()));
    fs::create_dir_all(&data).expect("there is a place for temporary files");
    let file = data.join("peykd.toml");
    fs::write(&file, FILE).expect("the folder was just made");
    let mut group = c.benchmark_group("loopback/deliver");
    for count in [10_u32, 100] {
        let overrides = Overrides {
            file: Some(file.clone()),
            listen: vec![([127, 0, 0, 1], 0).into()],
            data: Some(data.clone()),
            ..Overrides::default()
        };
        let server = Running::start(overrides).expect("nothing is in its way");
        let address = server.addresses()[0];
        let mut receivers: Vec<_> = (0..count)
            .map(|n| join(address, &format!("n{n}")).expect("the server lets all in"))
            .collect();
        let mut speaker = join(address, "speaker").expect("the server lets all in");
        group.throughput(Throughput::Elements(count.into()));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| deliver(&mut speaker, &mut receivers));
        });
        server.stop();
    }
    group.finish();
    fs::remove_dir_all(&data).expect("the server has stopped");
}

criterion_group!(end_to_end, loopback);
criterion_main!(end_to_end);
