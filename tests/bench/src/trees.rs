//! A world's folders as git's trees.
//!
//! Sixty thousand trees through `git mktree` would be as many files, which take minutes to write and
//! to remove. Source of the format: git's `gitformat-pack`.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::id::Digest;
use sha1::{Digest as _, Sha1};

use crate::text::hex;

/// The name of a git object.
pub(crate) type Id = [u8; 20];

/// Git's trees, each once.
#[derive(Debug, Default)]
pub(crate) struct Trees {
    made: BTreeMap<Digest, Id>,
    objects: Vec<u8>,
    names: Vec<u8>,
}

impl Trees {
    /// Adds a folder with everything below it. What is no folder is named by the first bytes of its
    /// digest and not added.
    pub(crate) fn add(&mut self, nodes: &Nodes, folder: &Digest, path: &str) -> Result<Id> {
        if let Some(id) = self.made.get(folder) {
            return Ok(*id);
        }
        let mut children = Vec::new();
        for entry in &nodes.get(folder)?.entries {
            let mut blob = Id::default();
            blob.copy_from_slice(&entry.digest.bytes()[..20]);
            children.push(match entry.kind {
                // Git sorts a tree as if its name ended with a slash.
                ItemKind::Folder => {
                    let below = format!("{path}{}/", entry.name);
                    let id = self.add(nodes, &entry.digest, &below)?;
                    (format!("{}/", entry.name), id)
                }
                _ => (entry.name.to_string(), blob),
            });
        }
        children.sort();
        let mut tree = Vec::new();
        for (name, id) in children {
            let (mode, name) = match name.strip_suffix('/') {
                Some(name) => ("40000", name),
                None => ("100644", &*name),
            };
            write!(tree, "{mode} {name}\0")?;
            tree.extend(id);
        }
        let id = self.store(&tree)?;
        self.made.insert(*folder, id);
        writeln!(self.names, "{} {path}", hex(&id))?;
        Ok(id)
    }

    /// Every tree and where it was met, one a line: what git looks for deltas by.
    pub(crate) fn names(&self) -> &[u8] {
        &self.names
    }

    /// A pack file of them all, without deltas.
    pub(crate) fn pack(self) -> Result<Vec<u8>> {
        let mut file = b"PACK\0\0\0\x02".to_vec();
        file.extend(u32::try_from(self.made.len())?.to_be_bytes());
        file.extend(self.objects);
        let sum = Sha1::digest(&file);
        file.extend(sum);
        Ok(file)
    }

    fn store(&mut self, tree: &[u8]) -> Result<Id> {
        const TREE: usize = 2 << 4;
        // Four bits of the size beside the type, then seven a byte; the high bit says that more come.
        let (mut bits, mut rest) = (TREE | tree.len() & 15, tree.len() >> 4);
        while rest > 0 {
            self.objects.push(u8::try_from(bits | 128)?);
            (bits, rest) = (rest & 127, rest >> 7);
        }
        self.objects.push(u8::try_from(bits)?);
        let mut packed = ZlibEncoder::new(&mut self.objects, Compression::default());
        packed.write_all(tree)?;
        packed.finish()?;
        let mut hasher = Sha1::new();
        hasher.update(format!("tree {}\0", tree.len()));
        hasher.update(tree);
        Ok(hasher.finalize().into())
    }
}
