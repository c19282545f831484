//! Paths such as `/Library/Admin Recommended/Baseline` and `/Library/Users/ops@example.com/Notes`.

use crate::ids::HexId;
use crate::tree::Tree;
use crate::tree::node::Node;

const LIBRARY: &str = "/Library/";

impl Tree {
    /// The path of the item.
    pub(crate) fn path_of(&self, node: &Node) -> String {
        let mut names: Vec<String> = self.ancestry(node).map(|n| n.name.clone()).collect();
        if let (Some(root), Some(email)) =
            (names.last_mut(), self.email_of_root(self.root_of(node)))
        {
            *root = format!("Users/{email}");
        }
        names.reverse();
        format!("{LIBRARY}{}", names.join("/"))
    }

    /// The item at the path. Names may hold slashes themselves, so every way to split is tried.
    pub(crate) fn at_path(&self, path: &str) -> Option<&Node> {
        let rest = path.trim_end_matches('/').strip_prefix(LIBRARY)?;
        self.roots().find_map(|root| {
            let name = match self.email_of_root(root.id) {
                Some(email) => format!("Users/{email}"),
                None => root.name.clone(),
            };
            self.descend(root, &name, rest)
        })
    }

    fn descend<'a>(&'a self, node: &'a Node, name: &str, path: &str) -> Option<&'a Node> {
        let rest = path.strip_prefix(name)?;
        if rest.is_empty() {
            return Some(node);
        }
        let rest = rest.strip_prefix('/')?;
        self.children(node)
            .find_map(|child| self.descend(child, &child.name, rest))
    }

    fn email_of_root(&self, root: HexId) -> Option<&str> {
        self.personal
            .values()
            .find(|p| p.root == root)
            .map(|p| p.email.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::ids::{HexId, IdSource, Rng};
    use crate::tree::node::Stamp;
    use crate::tree::{Tree, empty_folder};

    fn tree() -> (Tree, IdSource, Stamp) {
        let mut ids = IdSource::new(Rng::new(1, 1));
        let stamp = Stamp {
            at: 0,
            by: HexId(7),
        };
        let mut tree = Tree::new(&mut ids, stamp);
        tree.add_user(&mut ids, HexId(7), "ops@example.com", stamp);
        (tree, ids, stamp)
    }

    #[test]
    fn paths_lead_back_to_their_items() {
        let (mut tree, mut ids, stamp) = tree();
        let personal = tree.personal_root(HexId(7)).unwrap();
        let mut made = vec![tree.admin_recommended, tree.installed_apps, personal];
        for (parent, name) in [
            (tree.admin_recommended, "Windows IIS/ASP.NET"),
            (tree.admin_recommended, "Windows IIS"),
            (personal, "Notes"),
        ] {
            let id = ids.next();
            tree.insert(id, parent, name, empty_folder(), stamp);
            made.push(id);
        }
        let inner = ids.next();
        tree.insert(inner, made[4], "ASP.NET2", empty_folder(), stamp);
        made.push(inner);
        for id in made {
            let path = tree.path_of(tree.get(id).unwrap());
            assert_eq!(tree.at_path(&path).map(|n| n.id), Some(id), "{path}");
        }
        assert!(
            tree.at_path("/Library/Users/ops@example.com/Notes")
                .is_some()
        );
        assert!(
            tree.at_path("/Library/Users/ops@example.com/Note")
                .is_none()
        );
        assert!(tree.at_path("/Admin Recommended").is_none());
    }

    #[test]
    fn removing_a_folder_removes_what_is_in_it() {
        let (mut tree, mut ids, stamp) = tree();
        let (a, b) = (ids.next(), ids.next());
        tree.insert(a, tree.admin_recommended, "a", empty_folder(), stamp);
        tree.insert(b, a, "b", empty_folder(), stamp);
        assert_eq!(tree.remove(a).len(), 2);
        assert!(tree.get(b).is_none());
        assert!(
            tree.get(tree.admin_recommended)
                .unwrap()
                .children
                .is_empty()
        );
    }
}
