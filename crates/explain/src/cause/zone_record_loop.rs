/// ## What it means
/// Records of private hosted zones lead from one name to the next and back to one that was there before: no address is
/// ever found.
/// ## Why it is easy to miss
/// Each record looks right by itself.
/// ## Fix safety
/// Depends on which of the records is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRecordLoop {
    /// The names, in the order in which they lead to each other.
    pub names: Vec<String>,
}
