//! What goes wrong between the console and the edge.

pub(crate) const UNREACHABLE: &str =
    "Orgcast doesn't answer. Check your connection and whether Orgcast is running, then try again.";

pub(crate) const OUTDATED: &str = "Orgcast was updated since this page was loaded, so nothing was \
     pushed. Reload the page and look at the preview again; what you chose is kept.";

pub(crate) fn unreadable(status: u16) -> String {
    format!(
        "Orgcast gave an answer that this console can't read (status {status}). Reload the page; \
         if it stays, the console and the edge are of different versions."
    )
}
