use orgcast_shared::api::{OpenCell, Stage};
use orgcast_shared::history::{CellRecord, Outcome};
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::push::{OrderCell, OrgOrder};

use crate::ask::{OrgAsk, OrgReply};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::{bodies, pushes};

/// What is known of an org's cells before it comes to its end: those that can't be pushed, and how far
/// the others are, as the org's own journal says. Empty where that can't be found out now.
pub(super) async fn open_cells<P: Platform>(
    edge: &P,
    push: &PushId,
    org: &OrgId,
) -> Result<(Vec<CellRecord>, Vec<OpenCell>), EdgeError> {
    let nothing = || Ok((Vec::new(), Vec::new()));
    let Some(digest) = pushes::order(edge.db(), push, org).await? else {
        return nothing();
    };
    let text = bodies::load(edge.bodies(), &[digest])
        .await?
        .remove(&digest);
    let order = text.and_then(|text| orgcast_shared::json::from_slice::<OrgOrder>(&text).ok());
    let stages = match edge.ask_org(org, OrgAsk::Stages(push.clone())).await {
        Ok(OrgReply::Stages(Some(stages))) => stages,
        Ok(_) => return nothing(),
        Err(error) => {
            crate::log::error(&format!("asking org {org}: {}", chain(&error)));
            return nothing();
        }
    };
    let cells = order.into_iter().flat_map(|order| order.cells);
    let (blocked, open): (Vec<_>, Vec<_>) = cells.partition(|cell| !cell.blocked.is_empty());
    let of_blocked = |cell: OrderCell| CellRecord {
        path: cell.path,
        kind: cell.kind,
        outcome: Outcome::Blocked,
        detail: cell.blocked,
        warnings: Vec::new(),
        for_items: false,
    };
    let of_open = |cell: OrderCell| {
        let place = stages.binary_search_by(|(path, _)| path.cmp(&cell.path));
        let stage = place.ok().and_then(|place| stages.get(place));
        OpenCell {
            stage: stage.map_or(Stage::Waiting, |(_, stage)| *stage),
            path: cell.path,
            kind: cell.kind,
            action: cell.action,
        }
    };
    Ok((
        blocked.into_iter().map(of_blocked).collect(),
        open.into_iter().map(of_open).collect(),
    ))
}
