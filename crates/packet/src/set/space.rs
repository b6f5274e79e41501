//! The owner of what packet sets share, and the roots that keep nodes alive.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::node::Id;
use super::store::Store;

/// Owner of what packet sets share: their nodes and the results of earlier operations.
///
/// A clone is another handle on the same space. Sets of one space compare in constant time and reuse each other's
/// results. Nodes that no set needs any more are reclaimed when twice as much is stored as after the last time;
/// at most 65,536 results are remembered. Every public operation takes the space's lock once.
#[derive(Clone)]
pub struct Space(Arc<Mutex<Store>>);

impl Space {
    /// A space without sets.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Store::new())))
    }

    /// The number of diagram nodes stored now, those included that nothing needs but that were not yet reclaimed.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.lock().node_count()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Store> {
        // A thread that panicked left at most unfinished edges behind: nodes are complete before they are found.
        let mut store = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        store.scratch.clear();
        store
    }

    /// Whether both are handles on one space.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Keeps the diagram that an operation on the store yields.
    pub(super) fn keep(&self, operation: impl FnOnce(&mut Store) -> Id) -> Root {
        let mut store = self.lock();
        let id = operation(&mut store);
        store.retain(id);
        store.collect_if_due();
        drop(store);
        Root { space: self.clone(), id }
    }
}

impl Default for Space {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Space").field("nodes", &self.node_count()).finish_non_exhaustive()
    }
}

/// Keeps a node alive, and the space with it.
pub(super) struct Root {
    pub(super) space: Space,
    pub(super) id: Id,
}

impl Drop for Root {
    fn drop(&mut self) {
        self.space.lock().release(self.id);
    }
}
