use hopwise_model::{Code, Component};

/// ## What it means
/// Something else, for which the explanation code stands.
/// ## Why it is easy to miss
/// It does not occur on the way of a task's start as far as AWS's documentation goes.
/// ## Fix safety
/// No remedy is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What stops the packets.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The explanation code.
    pub code: Code,
}
