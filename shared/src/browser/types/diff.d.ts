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

/**
 * What differs in one cell. Where schedules are left out, that of the source is, and one of the target
 * only where the cell is the same and so stays.
 */
export interface CellDiff {
  /**
   * What a push changes, on the way from the target to the source; `null` where the two can't be
   * compared, because the target has something of another kind or several of the name.
   */
  push: FieldChange[] | null;
  /**
   * What was changed in the org since Orgcast wrote the item there; `null` where it never did, and
   * where the body of that time isn't here.
   */
  edits: FieldChange[] | null;
}
