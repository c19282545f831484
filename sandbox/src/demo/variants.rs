//! How targets came to be different from the baseline.

use crate::clock::Millis;
use crate::config::WorldConfig;
use crate::demo::connections::{self, ALL};
use crate::demo::customer;
use crate::demo::template::{Take, Template};
use crate::demo::{DAY_MS, add_rows};
use crate::ids::Rng;
use crate::org::Org;
use crate::tree::node::Stamp;

/// The history of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// A new customer: nothing was pushed yet.
    Empty,
    /// Got an earlier release, and not all of it.
    Older,
    /// Has the baseline, and items of its own in the same folders.
    OwnItems,
    /// Has the baseline and changed some of it.
    Edited,
    /// Got an earlier release without connections, so its scheduled searches are plain ones.
    NoConnections,
    /// Has all connections under the same names, and half of the baseline.
    SameConnections,
    /// Has everything as it is.
    UpToDate,
}

const ORDER: [Variant; 7] = [
    Variant::Empty,
    Variant::Older,
    Variant::OwnItems,
    Variant::Edited,
    Variant::NoConnections,
    Variant::SameConnections,
    Variant::UpToDate,
];

impl Variant {
    /// Seven targets in a row have seven histories, unless all are to be empty.
    pub(super) fn of(config: &WorldConfig, index: u64) -> Self {
        if config.empty_targets {
            return Self::Empty;
        }
        let turn = Rng::new(config.seed, 77).below(ORDER.len() as u64);
        let place = usize::try_from((turn + index) % ORDER.len() as u64).unwrap_or(0);
        ORDER.get(place).copied().unwrap_or(Self::Empty)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Older => "older",
            Self::OwnItems => "own-items",
            Self::Edited => "edited",
            Self::NoConnections => "no-connections",
            Self::SameConnections => "same-connections",
            Self::UpToDate => "up-to-date",
        }
    }

    /// Fills a new org accordingly.
    pub(super) fn fill(self, org: &mut Org, baseline: &[Template], created_at: Millis) {
        let mut rng = org.ids.rng().clone();
        connections::add(org, self.connections());
        let stamp = Stamp {
            at: created_at + 30 * DAY_MS + rng.below(DAY_MS),
            by: org.owner.id,
        };
        let root = org.tree.admin_recommended;
        for template in baseline {
            template.place(org, root, stamp, &mut |item| self.take(item, &mut rng));
        }
        add_rows(org);
        let stamp = Stamp {
            at: stamp.at + 12 * DAY_MS,
            by: org.analyst.id,
        };
        match self {
            Self::OwnItems => customer::add_items(org, stamp, &mut rng),
            Self::Edited => customer::edit_items(org, stamp, &mut rng),
            _ => {}
        }
        customer::add_private_items(org, stamp);
    }

    fn connections(self) -> &'static [&'static str] {
        match self {
            Self::Empty => &["SOC Slack"],
            Self::OwnItems => &["SOC Slack", "Office notifications"],
            Self::NoConnections => &[],
            Self::Older => &["SOC Slack", "SOC PagerDuty", "Case intake"],
            Self::Edited | Self::SameConnections | Self::UpToDate => ALL,
        }
    }

    fn take(self, item: &Template, rng: &mut Rng) -> Take {
        let present = match self {
            Self::Empty => 0.0,
            Self::Older | Self::NoConnections => 0.85,
            Self::OwnItems => 0.9,
            Self::SameConnections => 0.5,
            Self::Edited | Self::UpToDate => 1.0,
        };
        let older = match self {
            Self::Older | Self::NoConnections => 0.6,
            _ => 0.0,
        };
        // A folder that is missing takes a lot along, so folders are mostly there.
        let present = if item.is_folder() && present > 0.0 {
            1.0 - (1.0 - present) / 3.0
        } else {
            present
        };
        match (rng.chance(present), rng.chance(older)) {
            (false, _) => Take::Nothing,
            (true, true) => Take::Older,
            (true, false) => Take::Current,
        }
    }
}
