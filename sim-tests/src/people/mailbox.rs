//! What a member is told, in order; it waits while their machine is off.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::Order;

/// A queue of orders; clones are the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox {
    inner: Rc<RefCell<(VecDeque<Order>, Option<Waker>)>>,
}

impl Mailbox {
    /// Tells something.
    pub(crate) fn tell(&self, order: Order) {
        let mut inner = self.inner.borrow_mut();
        inner.0.push_back(order);
        if let Some(waits) = inner.1.take() {
            waits.wake();
        }
    }

    /// Whether there is something that was not done yet.
    pub(crate) fn waits(&self) -> bool {
        !self.inner.borrow().0.is_empty()
    }

    /// The next order.
    pub(crate) fn poll(&self, cx: &Context<'_>) -> Poll<Order> {
        let mut inner = self.inner.borrow_mut();
        match inner.0.pop_front() {
            Some(order) => Poll::Ready(order),
            None => {
                inner.1 = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Waits for the next order.
    pub(crate) async fn next(&self) -> Order {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }
}
