//! Dropping the future and the executor closes everything, as a crash in a simulation needs it.

mod support;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use async_executor::Executor;
use futures_lite::future;
use peyk_core::server::Config;
use peyk_core::server::storage::Kept;
use server_smol::SmolEnv;
use server_smol::driver::{Page, Served, serve};

#[test]
fn dropping_the_run_closes_every_socket() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let served = Served { config: Config::default(), tls: None, page: Page::default() };
    let (_control, controlled) = async_channel::unbounded();
    let executor = Executor::new();
    let reload = Arc::new(|| Err("nothing to read".to_owned()));
    let env = SmolEnv::new([1; 32], support::store::memory()).expect("there are descriptors");
    let listener = env.listener(listener).expect("it can be polled");
    let kept = Kept::default();
    let serving = serve(env.clone(), &executor, vec![listener], served, reload, controlled, kept);
    let ended = env.run(async {
        let running = executor.run(serving);
        let client = blocking::unblock(move || {
            let mut client = TcpStream::connect(address).expect("it listens");
            client.set_read_timeout(Some(support::DEADLINE)).expect("it can be set");
            client.write_all(b"PING here\r\nNICK ali\r\n").expect("it reads");
            let mut answer = [0; 16];
            client.read_exact(&mut answer).expect("it answers");
            client
        });
        future::or(async { Some(client.await) }, async {
            running.await;
            None
        })
        .await
    });
    drop(executor);
    let mut client = ended.expect("the server did not end by itself");
    if let Err(error) = client.read_to_end(&mut Vec::new()) {
        // A reset is an end too.
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the socket is still open");
    }
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}
