/** Where the items of a plan file come from. */
export interface FileSource {
  org: OrgId;
  /** The root of its tree when the plan was made. */
  root: Digest;
}

/** One org of a plan file. */
export interface FileOrg {
  org: OrgId;
  /** The org's part of the plan hash. */
  digest: Digest;
  counts: Counts;
  connections: ConnectionNeed[];
  /** The root of its tree when the plan was made. */
  root: Digest;
  /** The root of what Orgcast had last written there; `null` where it never had. */
  base: Digest | null;
}

/** How much differs in one org that two plan files have. */
export interface OrgDifference {
  org: OrgId;
  /** Cells that only the second has. */
  added: number;
  /** Cells that only the first has. */
  removed: number;
  /** Cells that both have and that differ. */
  changed: number;
  /** Whether the needed connections differ. */
  connections: boolean;
}

/** What became of a cell between two plan files. */
export type CellChangeKind = "added" | "removed" | "changed";

/** A cell that differs between two plan files. */
export interface CellChange {
  path: ItemPath;
  change: CellChangeKind;
  /** The cell in the first; `null` where it was added. */
  before: Cell | null;
  /** The cell in the second; `null` where it was removed. */
  after: Cell | null;
}

/** Something that is no longer as a plan file has it. */
export type Stale =
  | { stale: "planner"; then: number; now: number }
  | { stale: "otherSource"; org: OrgId }
  | { stale: "sourceMoved"; org: OrgId }
  /** Connections of the source were changed. */
  | { stale: "sourceConnections"; org: OrgId }
  | { stale: "notInSource"; path: ItemPath }
  | { stale: "otherChoices" }
  | { stale: "orgGone"; org: OrgId }
  | { stale: "orgNew"; org: OrgId }
  /** The org became protected, or is no longer. */
  | { stale: "protection"; org: OrgId; isProtected: boolean }
  /** Something else would happen to so many cells; to none where only connections differ. */
  | { stale: "orgMoved"; org: OrgId; cells: number }
  | { stale: "baseMoved"; org: OrgId };

/** Why a plan file can't be used any more. */
export interface Staleness {
  reason: Stale;
  /** The same in words, without a full stop. */
  sentence: string;
}
