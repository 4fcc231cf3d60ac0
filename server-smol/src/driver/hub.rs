//! The one task that owns the core: it takes what connections tell, steps, and delivers.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use peyk_core::server::{Action, Input, Now, Server};

use super::Shared;
use super::at_hand::AtHand;
use super::commit::{Commit, Held};
use super::delivery::Delivery;
use super::env::Env;
use super::inbox::{Batch, Event};
use super::jobs::Job;
use super::link::lock;
use super::store::StoreError;

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
        commit: Commit::default(),
        kept: None,
        delivery: Delivery::default(),
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
        hub.shared.env.turned(&AtHand {
            server: &server,
            inbox: &hub.shared.inbox,
            commit: &hub.commit,
            delivery: &hub.delivery,
        });
        if hub.stopped(now) {
            return;
        }
    }
}

struct Hub<E: Env> {
    shared: Arc<Shared<E>>,
    commit: Commit,
    /// Whether the batch that was under way was kept, until that is acted upon.
    kept: Option<Result<(), StoreError>>,
    delivery: Delivery,
    /// The timer that is set, and for when.
    timer: Option<(u64, E::Sleep)>,
    /// Set once the server is asked to stop.
    stop_at_ms: Option<u64>,
    jobs: async_channel::Sender<Job>,
}

impl<E: Env> Hub<E> {
    /// Waits until there is something to do.
    fn poll_turn(&mut self, cx: &mut Context<'_>, server: &Server, batch: &mut Batch) -> Poll<()> {
        if self.kept.is_none()
            && let Poll::Ready(kept) = self.commit.poll(cx)
        {
            self.kept = Some(kept);
        }
        let mut ready = self.kept.is_some();
        // What waits for a slow disk is bounded: connections wait then, too.
        if self.commit.has_room() {
            ready |= self.shared.inbox.poll_take(cx, batch).is_ready();
        }
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
        match self.kept.take() {
            Some(Ok(())) => self.committed(),
            Some(Err(error)) => self.not_committed(server, now, &error),
            None => {}
        }
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
            server.step(now, input, &mut self.commit.gathering.out);
            self.commit.gathering.stop |= stop;
            if stop || self.commit.gathering.out.bytes().len() >= DELIVER_BYTES_MAX {
                self.deliver();
            }
        }
        batch.clear();
        if server.next_deadline_ms().is_some_and(|due| due <= now.monotonic_ms) {
            server.step(now, Input::Deadline, &mut self.commit.gathering.out);
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
            Event::Opened { conn, transport, certificate, silent } => {
                Input::Opened { conn, transport, certificate, silent }
            }
            Event::Received { .. } => unreachable!("the caller takes the bytes itself"),
            Event::Closed { conn, cause } => {
                self.commit.gathering.departed.push(conn);
                Input::Closed { conn, cause }
            }
            Event::Answered { conn, ticket, answer } => Input::Answered { conn, ticket, answer },
            Event::Reloaded(config) => Input::Reloaded(config),
            Event::ReloadFailed(reason) => Input::ReloadFailed(reason),
            Event::Stop => {
                self.stop_at_ms.get_or_insert(now.monotonic_ms + STOP_MS);
                Input::Stop
            }
        }
    }

    /// Hands what is to be kept to the store, or does what depends on nothing.
    fn deliver(&mut self) {
        if let Some(held) = self.commit.submit(self.shared.env.store()) {
            let mut held = mem::take(held);
            self.carry_out(&mut held, |_| false);
            self.commit.gathering = held;
        }
    }

    /// Does what waited for the batch that was under way.
    fn committed(&mut self) {
        let mut held = self.commit.take_committed();
        // So that the store works on what has gathered while this is delivered.
        self.commit.submit_records(self.shared.env.store());
        self.carry_out(&mut held, |_| false);
        self.commit.reuse(held);
    }

    /// Leaves out what depends on records that could not be kept, and has the core take it back;
    /// also of what was decided since, on top of that.
    fn not_committed(&mut self, server: &mut Server, now: Now, error: &StoreError) {
        tracing::error!(%error, "nothing can be kept at the moment");
        let mut excuses = Vec::new();
        for mut held in [self.commit.take_committed(), self.commit.take_gathered()] {
            let groups = held.out.take_groups();
            self.carry_out(&mut held, |index| {
                groups.iter().any(|group| group.actions.contains(&index))
            });
            self.commit.reuse(held);
            excuses.extend(groups.into_iter().map(|group| group.excuse));
        }
        server.step(now, Input::NotKept(excuses), &mut self.commit.gathering.out);
    }

    fn carry_out(&mut self, held: &mut Held, left_out: impl Fn(usize) -> bool) {
        let jobs = &self.jobs;
        self.delivery.deliver(&mut held.out, left_out, |action| {
            let job = match action {
                Action::Ask { conn, ticket, task } => {
                    Job::Ask { conn: *conn, ticket: *ticket, task: task.clone() }
                }
                Action::Reload => Job::Reload,
                Action::Send { .. } | Action::Close { .. } => {
                    unreachable!("delivery does these itself")
                }
            };
            // Fails only when the workers are gone, which is when the server is being dropped.
            let _ = jobs.try_send(job);
        });
        // Only now: what was said to them before their end has been queued.
        for conn in held.departed.drain(..) {
            if let Some(link) = self.delivery.vacate(conn) {
                link.finish();
                lock(&self.shared.slots).give_back(conn);
            }
        }
        if mem::take(&mut held.stop) {
            // Those that the core does not know yet, or has forgotten.
            self.delivery.links().for_each(|link| link.close());
        }
        self.delivery.write();
    }

    fn stopped(&self, now: Now) -> bool {
        self.stop_at_ms.is_some_and(|at_ms| self.is_empty() || now.monotonic_ms >= at_ms)
    }

    fn is_empty(&self) -> bool {
        self.delivery.seated() == 0 && self.commit.is_idle()
    }
}
