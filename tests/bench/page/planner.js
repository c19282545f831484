// A planner as one would write it in plain JavaScript: every org is a map from paths to
// kinds and digests.

/** The classes, in the order in which they are counted. */
export const CLASSES = ["New", "Same", "Behind", "Edited", "Diverged", "Unknown", "Blocked"];

/**
 * Decides what every item of the source is in one org.
 *
 * @param {Map<string, string>} source a letter for the kind and the digest, by path
 * @param {Map<string, string>} target what the org has
 * @param {Map<string, string> | null} base what was written there last
 * @returns {{ cells: Map<string, string>, counts: Record<string, number> }} classes by path, and counted
 */
export function planOrg(source, target, base) {
  const cells = new Map();
  const counts = Object.fromEntries(CLASSES.map((name) => [name, 0]));
  for (const [path, digest] of source) {
    const name = classOf(digest, target.get(path), base?.get(path));
    cells.set(path, name);
    counts[name] += 1;
  }
  return { cells, counts };
}

/** How source, target and base relate; a missing one is undefined. */
function classOf(source, target, base) {
  if (target === undefined) return "New";
  if (target === source) return "Same";
  if (target[0] !== source[0]) return "Blocked";
  if (base === undefined) return "Unknown";
  if (base === target) return "Behind";
  if (base === source) return "Edited";
  return "Diverged";
}
