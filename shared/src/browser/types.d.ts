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

/** What to do with one item that needs something an org doesn't have. */
export type IfMissing = "proceed" | "strip" | "block";

/** What to do with items that need something an org doesn't have. */
export interface Missing {
  /** A scheduled search's connection; `proceed` creates it from the source's. */
  connections?: IfMissing;
  /** A lookup table that a scheduled search saves to; `proceed` pushes the search all the same. */
  lookups?: IfMissing;
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
  missing?: Missing;
  budgets?: Budgets;
}

/** Everything a person decides about a push. */
export interface Choices {
  source: OrgId;
  /** The ticked items; a folder means everything in it, `""` means all. */
  selection: ItemPath[];
  /** All orgs when it is left out. */
  destinations?: Destinations;
  options?: Options;
  policy?: Policy;
  /** Per org, the only items to push there, where that is less than the selection. */
  only?: Record<OrgId, ItemPath[]>;
}

/** What happens to an item in an org; `keep` is nothing, because the policy says so. */
export type Action = "create" | "replace" | "keep" | "nothing";

/** How source, target and base relate; the base is what Orgcast last wrote there. */
export type Class =
  /** Absent in the target. */
  | "new"
  | "same"
  /** The target is what Orgcast last wrote, and the source has moved on. */
  | "behind"
  /** The target was edited since, and the source has not moved. */
  | "edited"
  /** The target was edited since, and the source has moved on, too. */
  | "diverged"
  /** They differ, and nobody knows who changed what. */
  | "unknown"
  /** It can't be pushed. */
  | "blocked";

/** Which part of a policy ruled. */
export type RulingBy = "protection" | "cell" | "org" | "class";

/** Why a cell has its class and action, with the facts that a person needs to judge it. */
export type Reason =
  | { why: "absent" }
  | { why: "removed" }
  | { why: "folderNeeded" }
  | { why: "equal" }
  | { why: "equalButIgnored" }
  | { why: "sourceMoved" }
  | { why: "editedThere" }
  | { why: "bothMoved" }
  | { why: "differs" }
  | { why: "lookupSchemaDiffers" }
  | { why: "kindClash"; target: ItemKind }
  | { why: "ambiguousInSource" }
  | { why: "ambiguousInTarget" }
  | { why: "caseClash"; name: string }
  | { why: "titleTaken"; name: string }
  | { why: "folderBlocked" }
  | { why: "folderKept" }
  | { why: "nameTooLong"; max: number }
  | { why: "kept"; by: RulingBy }
  | { why: "ruledOut"; class: Class; by: RulingBy }
  | { why: "connectionMissing"; connection: ConnectionKey }
  | { why: "lookupMissing"; path: string }
  | { why: "descriptionTooLong" }
  | { why: "unrecognisedKind" }
  | { why: "connectionLost"; id: string }
  | { why: "connectionAmbiguousInSource"; connection: ConnectionKey }
  | { why: "connectionAmbiguousInTarget"; connection: ConnectionKey }
  | { why: "scriptAction" };

/** One item in one org: what will happen and why. */
export interface Cell {
  path: ItemPath;
  /** What the item is in the source. */
  kind: ItemKind;
  class: Class;
  action: Action;
  reason: Reason;
  /** The reason in words, without a full stop. */
  sentence: string;
  /** Whether the item's schedule, or a dashboard's report schedules, are left out. */
  stripped: boolean;
  /** The digest of what is pushed. */
  source: Digest;
  /** The digest of what is there; `null` where nothing is. */
  target: Digest | null;
}

/** How many cells there are, by class and by action. Folders count as items. */
export interface Counts {
  new: number;
  same: number;
  behind: number;
  edited: number;
  diverged: number;
  unknown: number;
  blocked: number;
  create: number;
  replace: number;
  keep: number;
  nothing: number;
  /** Replaced although somebody in the org edited them. */
  overwritten: number;
  /** Written without the schedule that they have in the source. */
  stripped: number;
}

/** A connection that written items need in an org. */
export interface ConnectionNeed {
  key: ConnectionKey;
  /** `null` where it is there; else the definition that it will be created from. */
  create: Digest | null;
}

/** One org of a plan, counted. */
export interface OrgCounts {
  org: OrgId;
  counts: Counts;
}

/**
 * What carrying out a plan takes at least: calls to Sumo Logic, and the seconds that they last under
 * its rate limit. Over all orgs, the calls of all and the seconds of the slowest.
 */
export interface Cost {
  calls: number;
  seconds: number;
}

/** One org of a plan. */
export interface OrgPlan {
  org: OrgId;
  /** The org's part of the plan hash. */
  digest: Digest;
  counts: Counts;
  connections: ConnectionNeed[];
  cost: Cost;
}

/** One item and what happens to it in all orgs of a plan. */
export interface Item {
  path: ItemPath;
  /** What it is in the source. */
  kind: ItemKind;
  counts: Counts;
}

/** What an org has of an earlier push and the source no longer has. */
export interface Orphan {
  path: ItemPath;
  kind: ItemKind;
}

/** What a budget of the policy counts, over all orgs of a plan. */
export type Budget = "orgs" | "replaced" | "overwritten" | "stripped";

/** A budget of the policy that a plan exceeds. */
export interface Exceeded {
  budget: Budget;
  limit: number;
  /** What the plan would do; more than `limit`. */
  found: number;
  /** The same in words, without a full stop. */
  sentence: string;
}

/** Orgs in which the same happens for the same reasons. */
export interface Group {
  orgs: OrgId[];
  /** What happens in each of them. */
  counts: Counts;
  connections: ConnectionNeed[];
}

/** What the planner left out, assumed or could not know. */
export interface PlanReport {
  /** Orgs that were chosen by name and whose content is not known. */
  unread: OrgId[];
  /** Selected places that the source doesn't have. */
  notInSource: ItemPath[];
  /** When the source and every org of the plan were read, in milliseconds since 1970. */
  reads: Record<OrgId, number>;
  /** Orgs of the plan that Orgcast has not written to yet. */
  withoutBase: OrgId[];
}

/** A member of a list, with its places in the old and the new one, from zero. */
export interface Member {
  name?: string;
  /** Left out when it was added. */
  from?: number;
  /** Left out when it was removed. */
  to?: number;
}

/** One step on the way from a body to a value in it: into a field, or to a member of a list. */
export type Step = { field: string } | { member: Member };

/** Which of two texts something is in: both, the old one, the new one. */
export type Mark = "equal" | "removed" | "added";

/** A piece of a line. */
export interface Segment {
  mark: Mark;
  text: string;
}

/** A line of a text, in pieces. */
export interface Line {
  mark: Mark;
  segments: Segment[];
}

/** Lines that changed, and some around them. */
export interface Hunk {
  /** How many unchanged lines are left out before it. */
  skipped: number;
  lines: Line[];
}

/** How a value differs. */
export type ChangeKind =
  | { what: "added"; value: unknown }
  | { what: "removed"; value: unknown }
  | { what: "changed"; from: unknown; to: unknown }
  /** A text of several words; `skipped` lines are left out after the last hunk. */
  | { what: "text"; hunks: Hunk[]; skipped: number }
  /** A text that is too long to be compared, with both lengths in bytes. */
  | { what: "longText"; from: number; to: number }
  /** Members that both lists have come in another order. */
  | { what: "order"; from: string[]; to: string[] }
  /** JSON in a text that is written differently and means the same. */
  | { what: "respelled" };

/** One difference between two bodies. */
export interface FieldChange {
  /** Where it is, in words. */
  label: string;
  /** Where it is; empty for the whole body. */
  path: Step[];
  kind: ChangeKind;
}

/** What every error of this module is told apart by. */
export type ErrorCode =
  | "badArgument"
  | "badExport"
  | "badConnections"
  | "badBody"
  | "badNode"
  | "missingNode"
  | "orgTwice"
  | "unknownSource"
  | "internal";

/** What the methods of this module throw. */
export interface PlannerError extends Error {
  code: ErrorCode;
}
