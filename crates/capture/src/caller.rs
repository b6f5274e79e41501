//! Whose account is asked.

use std::time::Duration;

use tokio::sync::OnceCell;

use crate::call::Call;
use crate::failure::CaptureError;
use crate::session::Session;

/// How long the caller's identity is waited for: it is good to know, and nothing depends on it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose account a place is in.
pub(crate) struct Caller {
    /// The role's, where one is assumed.
    of_role: Option<String>,
    /// What AWS says, once it was asked.
    asked: OnceCell<Option<String>>,
}

impl Caller {
    /// Whose credentials these are; those of a role that was assumed say so themselves.
    pub(crate) fn new(of_role: Option<String>) -> Self {
        Self { of_role, asked: OnceCell::new() }
    }

    /// The account: the role's, or what AWS says. It is asked once, and not waited for for long.
    pub(crate) async fn account(&self, session: &Session) -> Result<Option<&str>, CaptureError> {
        if let Some(of_role) = &self.of_role {
            return Ok(Some(of_role));
        }
        let asked = self.asked.get_or_try_init(|| async {
            let answer = Box::pin(session.sts.get_caller_identity().send());
            let call = Call::GetCallerIdentity;
            match tokio::time::timeout(PATIENCE, session.once(call, None, answer)).await {
                Ok(output) => Ok::<_, CaptureError>(output?.and_then(|output| output.account)),
                Err(_) => Ok(None),
            }
        });
        Ok(asked.await?.as_deref())
    }

    /// What is known of it.
    pub(crate) fn known(self) -> Option<String> {
        self.of_role.or_else(|| self.asked.into_inner().flatten())
    }
}
