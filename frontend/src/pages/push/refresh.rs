use gloo_timers::future::TimeoutFuture;
use orgcast_shared::api::{OrgList, OrgStatus};
use orgcast_shared::id::OrgId;

use crate::api::{self, ApiError};

const WAIT_MS: u32 = 700;

/// Reads orgs anew and waits until that is done; gives the names of those that couldn't be read.
pub(in crate::pages) async fn refresh(
    orgs: &[OrgId],
    progress: &dyn Fn(usize),
) -> Result<Vec<String>, ApiError> {
    let mut list = api::read(orgs.to_vec()).await?;
    loop {
        let open = reading(&list, orgs);
        progress(orgs.len() - open);
        if open == 0 {
            let failed = |status: &OrgStatus| matches!(status, OrgStatus::Failed(_));
            let ours = list.orgs.into_iter().filter(|org| orgs.contains(&org.id));
            return Ok(ours
                .filter(|org| failed(&org.status))
                .map(|org| org.name)
                .collect());
        }
        TimeoutFuture::new(WAIT_MS).await;
        list = api::orgs().await?;
    }
}

fn reading(list: &OrgList, orgs: &[OrgId]) -> usize {
    let ours = list.orgs.iter().filter(|org| orgs.contains(&org.id));
    ours.filter(|org| matches!(org.status, OrgStatus::Reading(_)))
        .count()
}
