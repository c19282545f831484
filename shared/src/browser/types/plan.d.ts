/** What happens to an item in an org; `keep` is nothing, because the policy says so, and `remove` comes in rollbacks alone. */
export type Action = "create" | "replace" | "remove" | "keep" | "nothing";

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
  | { why: "titleShared"; name: string }
  | { why: "caseShared"; name: string }
  | { why: "folderBlocked" }
  | { why: "folderKept" }
  | { why: "nameTooLong"; max: number }
  | { why: "kept"; by: RulingBy }
  | { why: "ruledOut"; class: Class; by: RulingBy }
  | { why: "connectionMissing"; connection: ConnectionKey }
  | { why: "lookupMissing"; path: string }
  | { why: "scheduledViewUnknown"; name: string }
  | { why: "dashboardLinked"; id: string }
  | { why: "wouldMail"; address: string }
  | { why: "descriptionTooLong"; max: number }
  | { why: "unrecognisedKind" }
  | { why: "connectionLost"; id: string }
  | { why: "connectionAmbiguousInSource"; connection: ConnectionKey }
  | { why: "connectionAmbiguousInTarget"; connection: ConnectionKey }
  | { why: "scriptAction"; id: string };

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
  /**
   * The digest of what is there, with its schedule unless the item is the same without it; `null`
   * where nothing is.
   */
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
  /** Only in rollbacks. */
  remove?: number;
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
  /** Destinations whose content is not known, by id. */
  unread: OrgId[];
  /** Selected places that the source doesn't have. */
  notInSource: ItemPath[];
  /** When the source and every org of the plan were read, in milliseconds since 1970. */
  reads: Record<OrgId, number>;
  /** Orgs of the plan that Orgcast has not written to yet. */
  withoutBase: OrgId[];
}

/** What a dependency means for the push to one org. */
export type DependencyStatus =
  /** The org has it. */
  | "present"
  | "willBeCreated"
  /** It is created without its secret, which somebody has to add in the org. */
  | "needsSecret"
  /** Because of it the policy has the items pushed without their schedule. */
  | "willBeStripped"
  /** The items aren't pushed because of it. */
  | "blocks"
  /** The org lacks it, and the items are pushed all the same. */
  | "missing"
  /** A query seems to use it, and neither the org nor the push has it. */
  | "possible"
  /** No call tells whether the org has it. */
  | "unknown"
  /** An address that would receive mail. */
  | "wouldBeMailed";

/** Something that items of a push refer to, and what it means for one org. */
export interface Dependency {
  what: Reference;
  status: DependencyStatus;
  /** The first of the items that refer to it, by path; at most 20. */
  items: ItemPath[];
  /** How many items there are. */
  total: number;
  /** The same in words, without a full stop. */
  sentence: string;
}

/** What every error of this module is told apart by. */
export type ErrorCode =
  | "badArgument"
  | "badExport"
  | "badConnections"
  | "badBody"
  | "badNode"
  | "missingNode"
  | "missingBody"
  | "badPlanFile"
  | "newerPlanFile"
  | "orgTwice"
  | "unknownSource"
  | "internal";

/** What the methods of this module throw. */
export interface PlannerError extends Error {
  code: ErrorCode;
}
