// What a person asks about single cells: what differs in one, and what its items need.

import { thrown } from "./uses.js";

/** @import { Planner } from "orgcast-planner" */

const EVERYTHING = { source: "gold", selection: [""] };
const CONNECTIONS = JSON.stringify({
  data: [{ type: "WebhookConnection", id: "0A", name: "SOC", webhookType: "Slack" }],
});

/** @param {string} description @param {object[]} children */
const folder = (description, children) =>
  JSON.stringify({ type: "FolderSyncDefinition", name: "F", description, children });

/** @param {string} queryText @param {string} cronExpression */
const scheduled = (queryText, cronExpression) => ({
  type: "SavedSearchWithScheduleSyncDefinition",
  name: "S",
  search: { queryText, defaultTimeRange: "-15m" },
  searchSchedule: { cronExpression, scheduleType: "Custom" },
});

/**
 * The differences in cells: of a search with its schedule and without, of a folder, of an item that
 * isn't there, of one that is edited, and of a plan that was made without exports.
 *
 * @param {new () => Planner} Module
 */
export function cellDiffs(Module) {
  const planner = new Module();
  /** @param {string} org @param {string} text */
  const read = (org, text) => planner.readExports(org, [text], []);
  const base = read("acme", folder("old", [scheduled("old", "0 0 8 * * ? *")])).root;
  const gold = read("gold", folder("new", [scheduled("error", "0 0 7 * * ? *")]));
  const acme = read("acme", folder("old", [scheduled("error", "0 0 9 * * ? *")]));
  const birch = read("birch", folder("new", [scheduled("warning", "0 0 7 * * ? *")]));
  planner.setOrgs([gold, { ...acme, base }, birch, planner.readExports("cedar", [], [])]);
  const plan = planner.plan(EVERYTHING);
  const stripped = planner.plan({ ...EVERYTHING, options: { connections: "ignore" } });
  const cell = stripped.cell("birch", "/F/S");
  const labels = (/** @type {ReturnType<typeof plan.diff>} */ diff) => [
    diff?.push?.map(({ label }) => label) ?? null,
    diff?.edits?.map(({ label }) => label) ?? null,
  ];

  return {
    whole: labels(plan.diff("acme", "/F/S")),
    withoutSchedule: labels(stripped.diff("acme", "/F/S")),
    queryWithoutSchedule: labels(stripped.diff("birch", "/F/S")),
    isStripped: cell?.stripped,
    strippedBody: planner.body(cell?.source ?? "") ?? null,
    folder: labels(plan.diff("acme", "/F")),
    equalFolder: labels(plan.diff("birch", "/F")),
    absent: plan.diff("cedar", "/F/S")?.push?.map(({ kind }) => kind.what),
    nowhere: plan.diff("acme", "/G"),
    outside: plan.diff("nobody", "/F"),
    withoutBodies: withoutBodies(Module),
  };
}

/**
 * The refusal to compare a cell whose bodies nobody handed over.
 *
 * @param {new () => Planner} Module
 */
function withoutBodies(Module) {
  const reader = new Module();
  const plain = { type: "SavedSearchWithScheduleSyncDefinition", name: "S", search: {} };
  const gold = reader.readExports("gold", [JSON.stringify(plain)], []);
  const acme = reader.readExports("acme", [], []);
  reader.setOrgs([gold, acme]);
  const cell = reader.plan(EVERYTHING).cell("acme", "/S");
  if (cell === null) throw new Error("nothing is planned for /S");
  const planner = new Module();
  planner.setOrgs([gold, acme]);
  const entry = { name: "S", kind: cell.kind, digest: cell.source };
  planner.addNodes([
    { digest: gold.root, node: { version: 3, entries: [entry] } },
    { digest: acme.root, node: { version: 3, entries: [] } },
  ]);
  return thrown(() => planner.plan(EVERYTHING).diff("acme", "/S"));
}

/**
 * What a scheduled search needs in an org that lacks its connection.
 *
 * @param {new () => Planner} Module
 */
export function dependencies(Module) {
  const planner = new Module();
  const search = scheduled("error", "0 0 7 * * ? *");
  const notification = { taskType: "WebhookSearchNotificationSyncDefinition", webhookId: "0A" };
  const wired = { ...search, searchSchedule: { ...search.searchSchedule, notification } };
  planner.setOrgs([
    planner.readExports("gold", [JSON.stringify(wired)], [CONNECTIONS]),
    planner.readExports("acme", [], []),
    planner.readExports("birch", [], [CONNECTIONS]),
  ]);
  const plan = planner.plan(EVERYTHING);
  return {
    acme: plan.dependencies("acme"),
    birch: plan.dependencies("birch"),
    nobody: plan.dependencies("nobody"),
  };
}
