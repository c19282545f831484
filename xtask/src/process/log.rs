//! A child's log file, and its last line while it grows.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::failure::last_lines;

/// How much of the end is read to find the last line.
const WINDOW: u64 = 2048;

/// A log file that a child writes and this program reads.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    seen: u64,
}

impl Log {
    /// Makes an empty log, and its folder where it is missing.
    pub(super) fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // Appending, because the child's stdout and stderr share the file.
        let _ = fs::remove_file(path);
        let file = File::options()
            .create(true)
            .append(true)
            .read(true)
            .open(path);
        let file = file.with_context(|| format!("{} can't be written", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            seen: 0,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// All of it so far. Read through the open file: another run of the same command may have put
    /// its own log in this one's place.
    pub(super) fn text(&self) -> Result<String> {
        let mut bytes = Vec::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The last line, if the log has grown since the last call.
    pub(super) fn news(&mut self) -> Option<String> {
        let length = self.file.metadata().ok()?.len();
        if length == self.seen {
            return None;
        }
        self.seen = length;
        let mut end = Vec::new();
        self.file
            .seek(SeekFrom::Start(length.saturating_sub(WINDOW)))
            .ok()?;
        (&self.file).take(WINDOW).read_to_end(&mut end).ok()?;
        last_lines(&String::from_utf8_lossy(&end), 1).pop()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_log_that_was_replaced_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.log");
        let first = Log::create(&path).unwrap();
        writeln!(first.file(), "first").unwrap();
        let second = Log::create(&path).unwrap();
        writeln!(second.file(), "second").unwrap();
        assert_eq!(first.text().unwrap(), "first\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "second\n");
    }

    #[test]
    fn news_is_the_last_line_and_only_when_there_is_some() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log::create(&folder.path().join("deep/x.log")).unwrap();
        assert_eq!(log.news(), None);
        writeln!(log.file(), "one\ntwo").unwrap();
        assert_eq!(log.news(), Some("two".into()));
        assert_eq!(log.news(), None);
    }
}
