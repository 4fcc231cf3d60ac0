//! Dropping the future and the executor closes everything, as a crash in a simulation needs it.

mod support;

use std::net::TcpStream;
use std::sync::Arc;

use async_executor::Executor;
use async_io::{Async, Timer};
use futures_lite::{AsyncReadExt as _, AsyncWriteExt as _, future};
use peyk_core::server::Config;
use server_smol::SmolEnv;
use server_smol::driver::{Page, Served, serve};

#[test]
fn dropping_the_run_closes_every_socket() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let listener = Async::new(listener).expect("it can be polled");
    let served = Served { config: Config::default(), tls: None, page: Page::default() };
    let (_control, controlled) = async_channel::unbounded();
    let executor = Executor::new();
    let reload = Arc::new(|| Err("nothing to read".to_owned()));
    let env = SmolEnv::new(1);
    let serving = serve(env, &executor, vec![listener], served, reload, controlled);
    let ended = async_io::block_on(async {
        let running = executor.run(serving);
        let client = async {
            let mut client = Async::<TcpStream>::connect(address).await.expect("it listens");
            client.write_all(b"PING here\r\nNICK ali\r\n").await.expect("it reads");
            let mut answer = [0; 16];
            client.read_exact(&mut answer).await.expect("it answers");
            client
        };
        future::or(async { Some(client.await) }, async {
            running.await;
            None
        })
        .await
    });
    drop(executor);
    let mut client = ended.expect("the server did not end by itself");
    let deadline = async {
        Timer::after(support::DEADLINE).await;
        panic!("the socket is still open");
    };
    let mut rest = Vec::new();
    // A reset is an end too.
    let _ = async_io::block_on(future::or(client.read_to_end(&mut rest), deadline));
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}
