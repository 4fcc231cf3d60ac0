//! The one task that owns the core: it takes what connections tell, steps, and delivers.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use peyk_core::server::{Action, ConnId, Input, Now, Outputs, Server};

use super::Shared;
use super::delivery::Delivery;
use super::env::Env;
use super::inbox::{Batch, Event};
use super::jobs::Job;
use super::link::lock;

/// A turn that has gathered this much is delivered before it goes on, so that queues fill and
/// sockets are written while it works, and no chunk grows large.
const DELIVER_BYTES_MAX: usize = 256 << 10;

/// How long a stopping server waits for its connections to be closed.
const STOP_MS: u64 = 3_000;

/// Runs the core until it is asked to stop and everybody is gone.
pub(super) async fn run<E: Env>(
    shared: Arc<Shared<E>>,
    mut server: Server,
    jobs: async_channel::Sender<Job>,
) {
    let mut hub = Hub {
        out: Outputs::new(),
        delivery: Delivery::default(),
        departed: Vec::new(),
        timer: None,
        stop_at_ms: None,
        jobs,
        shared,
    };
    let mut batch = Batch::default();
    loop {
        poll_fn(|cx| hub.poll_turn(cx, &server, &mut batch)).await;
        let now = hub.shared.env.now();
        hub.turn(&mut server, now, &mut batch);
        if hub.stopped(now) {
            return;
        }
    }
}

struct Hub<E: Env> {
    shared: Arc<Shared<E>>,
    out: Outputs,
    delivery: Delivery,
    /// Connections whose end the core has seen in this turn.
    departed: Vec<ConnId>,
    /// The timer that is set, and for when.
    timer: Option<(u64, E::Sleep)>,
    /// Set once the server is asked to stop.
    stop_at_ms: Option<u64>,
    jobs: async_channel::Sender<Job>,
}

impl<E: Env> Hub<E> {
    /// Waits until there is something to do.
    fn poll_turn(&mut self, cx: &mut Context<'_>, server: &Server, batch: &mut Batch) -> Poll<()> {
        let mut ready = self.shared.inbox.poll_take(cx, batch).is_ready();
        // A timer set too early costs one turn that finds nothing; setting it anew for every
        // deadline that moves away would cost each turn.
        let due_ms = server.next_deadline_ms().into_iter().chain(self.stop_at_ms).min();
        match (due_ms, &self.timer) {
            (Some(due), Some((set, _))) if *set <= due => {}
            (Some(due), _) => self.timer = Some((due, self.shared.env.sleep_until(due))),
            (None, _) => self.timer = None,
        }
        if let Some((_, sleep)) = &mut self.timer
            && Pin::new(sleep).poll(cx).is_ready()
        {
            self.timer = None;
            ready = true;
        }
        if ready { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Steps everything in the batch, and the deadline if it is reached.
    fn turn(&mut self, server: &mut Server, now: Now, batch: &mut Batch) {
        let mut at = 0;
        for event in batch.events.drain(..) {
            let input = if let Event::Received { conn, length } = event {
                let bytes = &batch.bytes[at..at + length];
                at += length;
                Input::Received { conn, bytes }
            } else {
                self.input(event, now)
            };
            let stop = matches!(input, Input::Stop);
            server.step(now, input, &mut self.out);
            if stop || self.out.bytes().len() >= DELIVER_BYTES_MAX {
                self.deliver();
            }
            if stop {
                // Those that the core does not know yet, or has forgotten.
                self.delivery.links().for_each(|link| link.close());
            }
        }
        batch.clear();
        if server.next_deadline_ms().is_some_and(|due| due <= now.monotonic_ms) {
            server.step(now, Input::Deadline, &mut self.out);
        }
        self.deliver();
    }

    /// An event other than bytes received, as the core's input.
    fn input(&mut self, event: Event, now: Now) -> Input<'static> {
        match event {
            Event::Accepted { conn, address, link } => {
                if self.stop_at_ms.is_some() {
                    link.close();
                }
                self.delivery.seat(conn, link);
                Input::Accepted { conn, address }
            }
            Event::Opened { conn, transport, silent } => Input::Opened { conn, transport, silent },
            Event::Received { .. } => unreachable!("the caller takes the bytes itself"),
            Event::Closed { conn, cause } => {
                self.departed.push(conn);
                Input::Closed { conn, cause }
            }
            Event::Verified { conn, ticket, matches } => Input::Verified { conn, ticket, matches },
            Event::Reloaded(config) => Input::Reloaded(config),
            Event::ReloadFailed(reason) => Input::ReloadFailed(reason),
            Event::Stop => {
                self.stop_at_ms.get_or_insert(now.monotonic_ms + STOP_MS);
                Input::Stop
            }
        }
    }

    fn deliver(&mut self) {
        let jobs = &self.jobs;
        self.delivery.deliver(&mut self.out, |action| {
            let job = match action {
                Action::Verify { conn, ticket, phc, password } => Job::Verify {
                    conn: *conn,
                    ticket: *ticket,
                    phc: phc.clone(),
                    password: password.clone(),
                },
                Action::Reload => Job::Reload,
                Action::Send { .. } | Action::Close { .. } => {
                    unreachable!("delivery does these itself")
                }
            };
            // Fails only when the workers are gone, which is when the server is being dropped.
            let _ = jobs.try_send(job);
        });
        // Only now: what was said to them before their end has been queued.
        for conn in self.departed.drain(..) {
            if let Some(link) = self.delivery.vacate(conn) {
                link.finish();
                lock(&self.shared.slots).give_back(conn);
            }
        }
        self.delivery.write();
    }

    fn stopped(&self, now: Now) -> bool {
        self.stop_at_ms
            .is_some_and(|at_ms| self.delivery.seated() == 0 || now.monotonic_ms >= at_ms)
    }
}
