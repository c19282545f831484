// The goldens of shared/tests/golden through the module, in plain JavaScript: the same file runs in
// Chromium and in workerd.

/**
 * @import { Cell, Choices, Planner, Plan } from "orgcast-planner"
 *
 * @typedef {[Cell["class"], Cell["action"], Cell["sentence"]]} Expectation
 *
 * @typedef {{ connections: object[], children: object[], base?: object[], protected?: boolean }} Org
 *
 * @typedef {{ dependencies: [string, number][], orphans: string[], calls: number }} OrgExpectation
 *
 * @typedef {object} Golden
 * @property {Record<string, Org>} orgs
 * @property {Choices} choices
 * @property {object} expected
 * @property {string} expected.digest
 * @property {Record<string, Record<string, Expectation>>} expected.cells
 * @property {Record<string, OrgExpectation>} expected.orgs
 * @property {string[]} expected.exceeded
 */

const CLASSES = /** @type {const} */ (
  ["new", "same", "behind", "edited", "diverged", "unknown", "blocked"]
);
const ACTIONS = /** @type {const} */ (["create", "replace", "keep", "nothing"]);

/**
 * Plans a golden and says where the plan is another than expected; nothing where it is the same.
 *
 * @param {new () => Planner} Module the module's class, from wherever the runtime has it
 * @param {Golden} golden
 * @returns {string[]}
 */
export function differences(Module, golden) {
  const planner = new Module();
  try {
    const orgs = Object.entries(golden.orgs).map(([org, holds]) => {
      const { children, base, connections, protected: isProtected = false } = holds;
      const pages = [JSON.stringify({ data: connections })];
      const texts = (/** @type {object[]} */ all) => all.map((one) => JSON.stringify(one));
      const read = planner.readExports(org, texts(children), pages);
      const view = { ...read, protected: isProtected };
      if (base === undefined) return view;
      return { ...view, base: planner.readExports(org, texts(base), pages).root };
    });
    planner.setOrgs(orgs);
    const plan = planner.plan(golden.choices);
    try {
      return [...compare(plan, golden.expected), ...contradictions(plan)];
    } finally {
      plan.free();
    }
  } finally {
    planner.free();
  }
}

/**
 * @param {Plan} plan
 * @param {Golden["expected"]} expected
 * @returns {string[]}
 */
function compare(plan, expected) {
  const found = new Map([["digest", plan.digest]]);
  found.set("exceeded", plan.exceeded().map(({ sentence }) => sentence).join("; "));
  for (const { org } of plan.orgs()) {
    found.set(org, JSON.stringify(aboutOrg(plan, org)));
    for (const cell of plan.cells(org)) {
      found.set(`${org} ${cell.path}`, [cell.class, cell.action, cell.sentence].join(", "));
    }
  }
  const wanted = new Map([["digest", expected.digest]]);
  wanted.set("exceeded", expected.exceeded.join("; "));
  for (const [org, { dependencies, orphans, calls }] of Object.entries(expected.orgs)) {
    wanted.set(org, JSON.stringify({ dependencies, orphans, calls }));
  }
  for (const [org, cells] of Object.entries(expected.cells)) {
    for (const [path, cell] of Object.entries(cells)) wanted.set(`${org} ${path}`, cell.join(", "));
  }
  const places = new Set([...found.keys(), ...wanted.keys()]);
  return [...places]
    .filter((place) => found.get(place) !== wanted.get(place))
    .map((place) => `${place}: ${found.get(place)} instead of ${wanted.get(place)}`);
}

/**
 * What a plan says of an org besides its cells.
 *
 * @param {Plan} plan
 * @param {string} org
 * @returns {OrgExpectation}
 */
function aboutOrg(plan, org) {
  return {
    dependencies: plan.dependencies(org).map(({ sentence, total }) => [sentence, total]),
    orphans: plan.orphans(org).map(({ path }) => path),
    calls: plan.org(org)?.cost.calls ?? 0,
  };
}

/**
 * What the module says twice has to be the same twice: the counts and the cells, the groups and the
 * orgs, the list of cells and each cell.
 *
 * @param {Plan} plan
 * @returns {string[]}
 */
function contradictions(plan) {
  const found = plan.check();
  /** @type {(holds: boolean, what: string) => void} */
  const hold = (holds, what) => void (holds || found.push(what));
  const orgs = plan.orgs();
  for (const { org, counts } of orgs) {
    const cells = plan.cells(org);
    const alone = plan.org(org);
    hold(JSON.stringify(alone?.counts) === JSON.stringify(counts), `${org}'s counts`);
    hold(/^[0-9a-f]{64}$/.test(alone?.digest ?? ""), `${org} has no digest`);
    for (const name of CLASSES) {
      hold(cells.filter((cell) => cell.class === name).length === counts[name], `${org}: ${name}`);
    }
    for (const name of ACTIONS) {
      hold(cells.filter((cell) => cell.action === name).length === counts[name], `${org}: ${name}`);
    }
    for (const cell of cells) {
      const again = plan.cell(org, cell.path);
      hold(JSON.stringify(again) === JSON.stringify(cell), `${org}: ${cell.path} alone`);
      hold(cell.class !== "new" || cell.target === null, `${org}: ${cell.path} is there`);
    }
  }
  const items = plan.items();
  for (const name of [...CLASSES, ...ACTIONS]) {
    const sum = items.reduce((all, { counts }) => all + counts[name], 0);
    hold(sum === plan.counts[name], `the items: ${name}`);
  }
  const calls = orgs.reduce((all, { org }) => all + (plan.org(org)?.cost.calls ?? 0), 0);
  hold(calls === plan.cost().calls, "the calls");
  hold(plan.waves().flat().every((org) => plan.org(org) !== null), "the waves");
  hold(plan.exceeded().map(({ budget }) => budget).join() === overspent(plan), "the budgets");
  const grouped = plan.groups().flatMap((group) => group.orgs);
  hold(grouped.sort().join() === orgs.map(({ org }) => org).join(), "the groups");
  return found;
}

/**
 * The budgets that a plan's own numbers exceed.
 *
 * @param {Plan} plan
 * @returns {string}
 */
function overspent(plan) {
  const { replace, overwritten, stripped } = plan.counts;
  const written = plan.orgs().filter(({ counts }) => counts.create + counts.replace > 0);
  const spent = { orgs: written.length, replaced: replace, overwritten, stripped };
  const limits = plan.choices.policy?.budgets ?? {};
  const names = /** @type {const} */ (["orgs", "replaced", "overwritten", "stripped"]);
  return names.filter((name) => spent[name] > (limits[name] ?? Infinity)).join();
}
