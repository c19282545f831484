//! How busy the Worker's runtime is. It runs all orgs in one thread here, so a push can't take less time
//! than that thread has to work for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Linux counts processor time in hundredths of a second towards programs.
const TICK: Duration = Duration::from_millis(10);

/// The processor time of each thread of a process group so far, by the folder that Linux has for it; none
/// elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Busy(BTreeMap<String, Duration>);

impl Busy {
    /// Looks now.
    pub(crate) fn of_group(group: i32) -> Self {
        let processes = folders(Path::new("/proc"));
        let of_group = processes.filter(|folder| stat(folder).is_some_and(|stat| stat.0 == group));
        let threads = of_group.flat_map(|folder| folders(&Path::new(&folder).join("task")));
        let busy = threads.filter_map(|folder| Some((folder.clone(), stat(&folder)?.1)));
        Self(busy.collect())
    }

    /// How long the busiest thread has worked since then; nothing where it isn't known.
    pub(crate) fn since(&self, then: &Self) -> Option<Duration> {
        let before = |thread: &String| then.0.get(thread).copied().unwrap_or_default();
        let worked = self
            .0
            .iter()
            .map(|(thread, now)| now.saturating_sub(before(thread)));
        worked.max()
    }
}

fn folders(of: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    entries.map(|entry| entry.path().to_string_lossy().into_owned())
}

/// A process's or thread's group and processor time.
fn stat(folder: &str) -> Option<(i32, Duration)> {
    let text = fs::read_to_string(Path::new(folder).join("stat")).ok()?;
    // The name, in parentheses, may hold anything.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let [_, _, group, ..] = fields[..] else {
        return None;
    };
    let ticks = |field: usize| fields.get(field)?.parse::<u32>().ok();
    Some((group.parse().ok()?, TICK * (ticks(11)? + ticks(12)?)))
}
