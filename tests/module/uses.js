// Uses of the module besides the goldens: nodes from the edge, errors, memory.
import { differences } from "./goldens.js";

/** @import { Planner, PlannerError } from "orgcast-planner" */

const SEARCH = { type: "SavedSearchWithScheduleSyncDefinition", name: "S", search: {} };
const OLD = { type: "LookupTableSyncDefinition", name: "Old" };
const EVERYTHING = { source: "gold", selection: [""] };

/**
 * Plans from nodes, as the edge's API gives them, instead of exports.
 *
 * @param {new () => Planner} Module
 */
export function nodes(Module) {
  const reader = new Module();
  const gold = reader.readExports("gold", [JSON.stringify(SEARCH)], []);
  const acme = reader.readExports("acme", [], []);
  reader.setOrgs([gold, acme]);
  const read = reader.plan(EVERYTHING);
  const cell = read.cell("acme", "/S");
  if (cell === null) throw new Error("nothing is planned for /S");
  const { source: digest, kind } = cell;

  const planner = new Module();
  planner.setOrgs([{ ...gold, takenAt: 7 }, acme], ["gold", "birch"]);
  const missing = planner.missingNodes().sort();
  planner.addNodes([
    { digest: gold.root, node: { version: 3, entries: [{ name: "S", kind, digest }] } },
    { digest: acme.root, node: { version: 3, entries: [] } },
  ]);
  const plan = planner.plan(EVERYTHING);
  return {
    missing,
    roots: [gold.root, acme.root].sort(),
    missingThen: planner.missingNodes(),
    same: plan.digest === read.digest,
    body: reader.body(digest),
    bodyUnknown: planner.body(digest) ?? null,
    report: plan.report,
    choices: plan.choices,
    connections: plan.org("acme")?.connections,
    noOrg: plan.org("birch"),
  };
}

/**
 * The difference between what is in an org and what would be pushed, what budgets say, and what is
 * left of an earlier push.
 *
 * @param {new () => Planner} Module
 * @param {typeof import("orgcast-planner").diffBodies} diffBodies
 */
export function difference(Module, diffBodies) {
  const planner = new Module();
  const search = (/** @type {string} */ queryText) =>
    JSON.stringify({ ...SEARCH, search: { queryText, defaultTimeRange: "-15m" } });
  const base = planner.readExports("acme", [search("error"), JSON.stringify(OLD)], []).root;
  const there = planner.readExports(
    "acme",
    [search("error\n| count by host"), JSON.stringify(OLD)],
    [],
  );
  planner.setOrgs([
    planner.readExports("gold", [search("error\n| count by user")], []),
    { ...there, base },
  ]);
  const plan = planner.plan({ ...EVERYTHING, policy: { budgets: { replaced: 0 } } });
  const cell = plan.cell("acme", "/S");
  if (cell?.target == null) throw new Error("nothing is there");
  const [held, pushed] = [planner.body(cell.target), planner.body(cell.source)];
  return {
    class: cell.class,
    orphans: plan.orphans("acme"),
    changes: diffBodies(held, pushed),
    none: diffBodies(held, held),
    added: diffBodies(null, '{"type": "?", "number": 12345678901234567890}'),
    exceeded: plan.exceeded(),
  };
}

/**
 * Calls that have to be refused: the code and the message of what they throw.
 *
 * @param {new () => Planner} Module
 * @param {typeof import("orgcast-planner").diffBodies} diffBodies
 * @param {typeof import("orgcast-planner").openPlanFile} openPlanFile
 * @returns {Record<string, string>}
 */
export function refusals(Module, diffBodies, openPlanFile) {
  const planner = new Module();
  const gold = planner.readExports("gold", [JSON.stringify(SEARCH)], []);
  const root = "0".repeat(64);
  /** @type {any} plain JavaScript can hand over anything */
  const any = planner;
  /** @type {Record<string, unknown>} */
  const holdsItself = { source: "gold" };
  holdsItself.selection = holdsItself;
  /** @type {Record<string, () => unknown>} */
  const calls = {
    misspelt: () => any.plan({ ...EVERYTHING, optoins: {} }),
    nothing: () => any.plan(undefined),
    holdsItself: () => any.plan(holdsItself),
    badPath: () => planner.plan(EVERYTHING).cell("acme", "S"),
    badOrg: () => planner.readExports("a b", [], []),
    parsed: () => any.readExports("acme", [SEARCH], []),
    cutOff: () => planner.readExports("acme", ["{"], []),
    otherPage: () => planner.readExports("acme", [], ['{"data": [], "next": "more"}']),
    noBody: () => diffBodies("[]", null),
    noBodies: () => diffBodies(undefined, undefined),
    noPlanFile: () => openPlanFile("{"),
    otherFile: () => openPlanFile("[]"),
    newerFile: () => openPlanFile('{"format": "orgcast-plan", "version": 99}'),
    changedFile: () => openPlanFile(planner.plan(EVERYTHING).toFile().replace("gold", "birch")),
    damaged: () => planner.addNodes([{ digest: root, node: { version: 3, entries: [] } }]),
    twice: () => planner.setOrgs([gold, gold]),
    unread: () => planner.setOrgs([gold], ["a b"]),
    unknown: () => planner.plan({ source: "acme", selection: [""] }),
    incomplete: () => {
      planner.setOrgs([gold, { org: "acme", root, facts: { connections: [] } }]);
      planner.plan(EVERYTHING);
    },
  };
  planner.setOrgs([gold]);
  const told = Object.entries(calls).map(([name, call]) => [name, thrown(call)]);
  // What was refused has left nothing behind.
  planner.setOrgs([gold]);
  return Object.fromEntries([...told, ["then", String(planner.plan(EVERYTHING).counts.create)]]);
}

/**
 * The code and the message of what a call throws.
 *
 * @param {() => unknown} call
 */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    const { code, message } = /** @type {PlannerError} */ (error);
    return error instanceof Error ? `${code}: ${message}` : "no error object";
  }
  return "nothing";
}

/**
 * How many bytes more the module takes after a thousand plans that were freed.
 *
 * @param {new () => Planner} Module
 * @param {WebAssembly.Memory} memory
 * @param {import("./goldens.js").Golden} golden
 */
export function growth(Module, memory, golden) {
  differences(Module, golden);
  const before = memory.buffer.byteLength;
  for (let round = 0; round < 1000; round += 1) differences(Module, golden);
  return memory.buffer.byteLength - before;
}
