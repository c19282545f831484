// A plan that is kept as a file, opened again, compared with another and held against the present.

/** @import { Planner } from "orgcast-planner" */

const EVERYTHING = { source: "gold", selection: [""] };

/** @param {string[]} names */
const tables = (...names) =>
  names.map((name) => JSON.stringify({ type: "LookupTableSyncDefinition", name }));

/** @param {string} queryText */
const search = (queryText) =>
  JSON.stringify({
    type: "SavedSearchWithScheduleSyncDefinition",
    name: "S",
    search: { queryText },
  });

/**
 * @param {new () => Planner} Module
 * @param {typeof import("orgcast-planner").openPlanFile} openPlanFile
 */
export function file(Module, openPlanFile) {
  const planner = new Module();
  /** @param {string} org @param {string[]} texts */
  const read = (org, ...texts) => planner.readExports(org, texts, []);
  const gold = read("gold", search("error"), ...tables("A", "B"));
  const [acme, birch] = [read("acme", search("warning")), read("birch")];
  planner.setOrgs([gold, acme, birch]);
  const plan = planner.plan(EVERYTHING);
  const text = plan.toFile();
  const kept = openPlanFile(text);
  const fresh = planner.staleness(kept);

  const moved = [
    read("gold", search("error"), ...tables("A")),
    read("acme", search("error")),
    read("cedar"),
  ];
  planner.setOrgs(moved);
  const then = openPlanFile(planner.plan(EVERYTHING).toFile());
  const difference = kept.compare(then);
  const cells = (/** @type {string} */ org) =>
    difference.cells(org).map(({ path, change, before, after }) => ({
      path,
      change,
      before: before?.action ?? null,
      after: after?.action ?? null,
    }));
  const stale = planner.staleness(kept);
  planner.free();
  plan.free();
  return {
    same: kept.toFile() === text && kept.compare(openPlanFile(text)).isEmpty,
    digest: [kept.digest, JSON.parse(text).digest],
    planner: kept.planner,
    choices: kept.choices,
    source: [kept.source, { org: "gold", root: gold.root }],
    counts: kept.counts,
    report: kept.report,
    orgs: kept.orgs().map(({ org, counts }) => [org, counts.create, counts.replace]),
    acme: kept.org("acme"),
    acmeRoot: acme.root,
    noOrg: kept.org("cedar"),
    groups: kept.groups().map(({ orgs, counts }) => [orgs, counts.create]),
    cells: kept.cells("acme").map(({ path, action, sentence }) => [path, action, sentence]),
    cell: kept.cell("acme", "/S"),
    noCell: kept.cell("acme", "/T"),
    fresh,
    stale,
    difference: {
      isEmpty: difference.isEmpty,
      choices: difference.choices,
      added: difference.added,
      removed: difference.removed,
      changed: difference.changed,
      acme: cells("acme"),
      birch: cells("birch"),
      cedar: cells("cedar"),
    },
  };
}

/**
 * What the answers of a plan are, and those of its file.
 *
 * @param {new () => Planner} Module
 * @param {typeof import("orgcast-planner").openPlanFile} openPlanFile
 * @param {import("./goldens.js").Golden} golden
 */
export function fileOfGolden(Module, openPlanFile, golden) {
  const planner = new Module();
  const texts = (/** @type {object[]} */ all) => all.map((one) => JSON.stringify(one));
  const orgs = Object.entries(golden.orgs).map(([org, { children, connections }]) =>
    planner.readExports(org, texts(children), [JSON.stringify({ data: connections })]),
  );
  planner.setOrgs(orgs);
  const plan = planner.plan(golden.choices);
  const kept = openPlanFile(plan.toFile());
  const answers = (/** @type {typeof plan | typeof kept} */ one) => ({
    digest: one.digest,
    choices: one.choices,
    counts: one.counts,
    report: one.report,
    orgs: one.orgs(),
    groups: one.groups(),
    cells: one.orgs().map(({ org }) => one.cells(org)),
    connections: one.orgs().map(({ org }) => one.org(org)?.connections),
    digests: one.orgs().map(({ org }) => one.org(org)?.digest),
  });
  return { plan: answers(plan), file: answers(kept), staleness: planner.staleness(kept) };
}
