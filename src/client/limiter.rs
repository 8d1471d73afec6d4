//! Limits how many requests of one kind run at a time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::ClientError;
use super::admission::{Admission, Limiter, RequestId};
use crate::model::Field;
use futures_channel::oneshot;

/// A limiter; [`Limiter`] holds its rules.
pub(super) struct AsyncLimiter {
    /// Whether a newer request makes an older one pointless.
    supersedes: bool,
    limiter: RefCell<Limiter>,
    wakers: RefCell<HashMap<RequestId, oneshot::Sender<()>>>,
}

impl AsyncLimiter {
    /// Creates a limiter for `max_running` concurrent requests and `max_queued` waiting ones.
    pub fn new(max_running: usize, max_queued: usize) -> Rc<AsyncLimiter> {
        Rc::new(AsyncLimiter {
            supersedes: true,
            limiter: RefCell::new(Limiter::new(max_running, max_queued)),
            wakers: RefCell::default(),
        })
    }

    /// Creates a limiter that runs one request after the other, and drops none.
    pub fn in_order() -> Rc<AsyncLimiter> {
        Rc::new(AsyncLimiter {
            supersedes: false,
            limiter: RefCell::new(Limiter::new(1, usize::MAX)),
            wakers: RefCell::default(),
        })
    }

    /// Waits until the request may be sent. Dropping the permit releases its place.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if newer requests displaced it.
    pub async fn enter(self: &Rc<Self>) -> Result<Permit, ClientError> {
        let admission = self.limiter.borrow_mut().enter();
        match admission {
            Admission::Now(request_id) => Ok(Permit { limiter: Rc::clone(self), request_id }),
            Admission::Wait { request_id, displaced } => {
                let permit = Permit { limiter: Rc::clone(self), request_id };
                let opened = self.put_waker(request_id, displaced);
                opened.await.map_err(|_| ClientError::Superseded)?;
                Ok(permit)
            }
        }
    }

    /// Creates the channel that wakes a waiting request. The sender of the displaced one is
    /// dropped, which makes that request fail.
    fn put_waker(&self, request_id: RequestId, displaced: Option<RequestId>) -> oneshot::Receiver<()> {
        let (waker, opened) = oneshot::channel();
        let mut wakers = self.wakers.borrow_mut();
        wakers.insert(request_id, waker);
        let gone = displaced.and_then(|displaced| wakers.remove(&displaced));
        // Dropped after the borrow: the task it wakes may look for its own sender.
        drop(wakers);
        drop(gone);
        opened
    }
}

/// A permit to send a request, released when dropped.
pub(super) struct Permit {
    limiter: Rc<AsyncLimiter>,
    request_id: RequestId,
}

impl Permit {
    /// Fails if a newer request was made in the meantime.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] in that case.
    pub fn still_newest(&self) -> Result<(), ClientError> {
        if !self.limiter.supersedes || self.limiter.limiter.borrow().is_newest(self.request_id) {
            Ok(())
        } else {
            Err(ClientError::Superseded)
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let next = self.limiter.limiter.borrow_mut().leave(self.request_id);
        let waker = next.and_then(|next| self.limiter.wakers.borrow_mut().remove(&next));
        if let Some(waker) = waker {
            // A waiting request that was dropped has already left the limiter.
            let _ = waker.send(());
        }
        self.limiter.wakers.borrow_mut().remove(&self.request_id);
    }
}

/// The limiters of requests without a state of their own in the workers.
pub(super) struct Limiters {
    pub overviews: Rc<AsyncLimiter>,
    pub rows: Rc<AsyncLimiter>,
    pub coverage: Rc<AsyncLimiter>,
    pub lanes: Rc<AsyncLimiter>,
    pub histories: Rc<AsyncLimiter>,
    values: RefCell<HashMap<Field, Rc<AsyncLimiter>>>,
    is_background: bool,
}

impl Limiters {
    /// Creates the limiters of what is on the screen: a person who types or scrolls fast must not
    /// fill the workers' queues.
    pub fn of_screen() -> Limiters {
        Limiters {
            overviews: AsyncLimiter::new(1, 1),
            rows: AsyncLimiter::new(2, 4),
            coverage: AsyncLimiter::new(1, 1),
            lanes: AsyncLimiter::new(1, 1),
            histories: AsyncLimiter::new(1, 1),
            values: RefCell::default(),
            is_background: false,
        }
    }

    /// Creates the limiters of requests whose answers are all needed, one after the other.
    pub fn of_background() -> Limiters {
        Limiters {
            overviews: AsyncLimiter::in_order(),
            rows: AsyncLimiter::in_order(),
            coverage: AsyncLimiter::in_order(),
            lanes: AsyncLimiter::in_order(),
            histories: AsyncLimiter::in_order(),
            values: RefCell::default(),
            is_background: true,
        }
    }

    /// Returns the limiter of requests for the values of a field.
    pub fn values_of(&self, field: Field) -> Rc<AsyncLimiter> {
        let new = || if self.is_background { AsyncLimiter::in_order() } else { AsyncLimiter::new(1, 1) };
        Rc::clone(self.values.borrow_mut().entry(field).or_insert_with(new))
    }
}
