use orgcast_shared::content::{ItemKind, Nodes};
use orgcast_shared::id::Digest;

/// A tree as the JSON object that a plain planner starts from: the kind and digest of every place by
/// its path, the kind as one letter. A folder's own digest is that of its description.
pub fn as_json(nodes: &Nodes, root: &Digest) -> String {
    let mut text = String::from("{");
    below(nodes, root, "", &mut text);
    if text.ends_with(',') {
        text.pop();
    }
    text.push('}');
    text
}

fn below(nodes: &Nodes, folder: &Digest, path: &str, text: &mut String) {
    let node = nodes.get(folder).expect("a world has all its nodes");
    for entry in &node.entries {
        // No name in a world needs escaping.
        let place = format!("{path}/{}", entry.name);
        if entry.kind == ItemKind::Folder {
            let inner = nodes.get(&entry.digest).expect("a world has all its nodes");
            member(&place, entry.kind, &inner.own_digest(), text);
            below(nodes, &entry.digest, &place, text);
        } else {
            member(&place, entry.kind, &entry.digest, text);
        }
    }
}

fn member(path: &str, kind: ItemKind, digest: &Digest, text: &mut String) {
    text.push('"');
    text.push_str(path);
    text.push_str("\":\"");
    text.push(match kind {
        ItemKind::Folder => 'f',
        ItemKind::Dashboard => 'd',
        _ => 's',
    });
    push_hex(digest.bytes(), text);
    text.push_str("\",");
}

/// Bytes as lower-case hexadecimal digits.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(bytes, &mut text);
    text
}

/// Formatting each byte by the standard library takes several times as long.
fn push_hex(bytes: &[u8], text: &mut String) {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    text.extend(halves.filter_map(|half| char::from_digit(half.into(), 16)));
}
