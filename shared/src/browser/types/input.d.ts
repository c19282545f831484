/** SHA-256, as 64 lower-case hexadecimal digits. */
export type Digest = string;

/** An organization's id: 1 to 64 letters, digits, hyphens or underscores. */
export type OrgId = string;

/**
 * An item's place below Admin Recommended as a JSON Pointer (RFC 6901): `/Baseline/A~1B` is the
 * item `A/B` in the folder `Baseline`. The empty text is Admin Recommended itself.
 */
export type ItemPath = string;

/** What an item of the library is. */
export type ItemKind =
  | "folder"
  | "search"
  | "dashboard"
  | "classicDashboard"
  | "metricsSearch"
  | "lookup"
  | "unrecognised";

/** A connection as it can be recognised in any org. */
export interface ConnectionKey {
  kind: string;
  name: string;
}

/** A connection that an org has. */
export interface ConnectionFact {
  key: ConnectionKey;
  /** The digest of what would create the same connection in another org. */
  definition: Digest;
  /** Whether it has a secret that Sumo Logic never gives out. */
  needsSecret?: boolean;
}

/** What a plan has to know about an org besides its content. */
export interface Facts {
  /** In any order; one that exists twice is there twice. */
  connections: ConnectionFact[];
}

/** What an item needs from the org it is in. */
export type Reference =
  | { connection: ConnectionKey }
  | { lostConnection: { id: string } }
  | { scriptAction: { id: string } }
  | { scheduledView: { name: string } }
  | { lookup: { path: string } }
  | { queryLookup: { path: string } }
  | { queryView: { name: string } }
  | { linkedDashboard: { id: string } }
  | { recipient: { address: string } }
  | { reportRecipient: { address: string } };

/** One child of a folder. */
export interface Entry {
  name: string;
  kind: ItemKind;
  /** A folder's node, or the portable body of anything else. */
  digest: Digest;
  /** The digest of the body without its schedule or report schedules. */
  stripped?: Digest;
  references?: Reference[];
  /** The digest of a lookup table's columns and keys. */
  schema?: Digest;
  /** A dashboard's title where it isn't its name. */
  title?: string;
}

/** A folder node as it is stored and sent. */
export interface StoredNode {
  version: number;
  description?: string;
  entries: Entry[];
}

/** A node and what it is stored under. */
export interface NodeRecord {
  digest: Digest;
  node: StoredNode;
}

/** What an org holds, as read at one time. A snapshot of the edge's API is one. */
export interface OrgView {
  org: OrgId;
  /** The root of its tree. */
  root: Digest;
  /** The root of the tree of what Orgcast last wrote there; left out where it never did. */
  base?: Digest;
  facts: Facts;
  /** Whether nothing may ever be pushed there. */
  protected?: boolean;
  /** When it was read, in milliseconds since 1970. It is reported, and nothing is decided by it. */
  takenAt?: number;
}

/** Whether something travels with the items. */
export type Include = "include" | "ignore";

/** The options of a push. */
export interface Options {
  /** With `ignore`, scheduled searches become plain searches. */
  connections?: Include;
  /** With `ignore`, dashboards travel without their report schedules. */
  reports?: Include;
}

/** Where to push: every org but the source, less some, or these. */
export type Destinations =
  | { all: { except?: OrgId[] } }
  | { these: { orgs: OrgId[] } };

/** What to do with an item that differs from the target's or is absent there. */
export type Ruling = "replace" | "keep" | "block";

/**
 * What to do with an item for the sake of what its schedule depends on; `strip` pushes it without its
 * schedule, or a dashboard without its report schedules.
 */
export type DependencyRuling = "proceed" | "strip" | "block";

/** What to do with a dashboard that links to another. */
export type LinkRuling = "proceed" | "block";

/**
 * What to do with items that depend on something an org lacks or may lack, or that would mail; without
 * a ruling they are pushed.
 */
export interface DependencyRulings {
  /** A scheduled search's connection that the org lacks; `proceed` creates it from the source's. */
  connections?: DependencyRuling;
  /** A lookup table that a scheduled search saves to, where neither the org nor the push has it. */
  lookups?: DependencyRuling;
  /** A scheduled view that a scheduled search saves to; no call tells whether the org has it. */
  scheduledViews?: DependencyRuling;
  /** A dashboard that a panel links to; the link doesn't survive in any other org. */
  linkedDashboards?: LinkRuling;
  /** Whoever would receive mail of scheduled searches or dashboards' scheduled reports. */
  recipients?: DependencyRuling;
}

/** Upper limits for a push as a whole; a plan that exceeds one is refused. */
export interface Budgets {
  /** Orgs that something is written to. */
  orgs?: number;
  /** Items that are replaced, over all orgs. */
  replaced?: number;
  /** Items that are replaced although somebody in the org edited them. */
  overwritten?: number;
  /** Items that are written without the schedule that they have in the source. */
  stripped?: number;
}

/**
 * What a push may do; without it, the same name is replaced and what is absent is created. Protection
 * wins, then the ruling for the place, then the one for the org, then the one for the class.
 */
export interface Policy {
  classes?: Partial<Record<Class, Ruling>>;
  orgs?: Record<OrgId, Ruling>;
  /** For single places in single orgs. */
  cells?: Record<OrgId, Record<ItemPath, Ruling>>;
  /** Orgs that are never pushed to. */
  protected?: OrgId[];
  dependencies?: DependencyRulings;
  budgets?: Budgets;
}

/**
 * A ticked place: a path means the place and everything in it, `""` everything there is; `itself` means the
 * place without what is in it.
 */
export type Tick = ItemPath | { itself: ItemPath };

/** Everything a person decides about a push. */
export interface Choices {
  source: OrgId;
  /** The ticked items. */
  selection: Tick[];
  /** All orgs when it is left out. */
  destinations?: Destinations;
  options?: Options;
  policy?: Policy;
  /** Per org, the only items to push there, where that is less than the selection. */
  only?: Record<OrgId, Tick[]>;
}
