// A preview in plain JavaScript. The exports beside this file are what Sumo Logic's export jobs give.
import init, { Planner } from "../planner.js";

/** @import { Cell, Choices, Counts, OrgView, Plan } from "../planner.js" */

const SOURCE = "gold";
/** The texts of the exports of each org; Birch has nothing yet. */
const EXPORTS = { gold: ["gold.json"], acme: ["acme.json"], birch: [] };
const NAMES = new Map([["acme", "Acme"], ["birch", "Birch"]]);

await init();
const planner = new Planner();
planner.setOrgs(await Promise.all(Object.entries(EXPORTS).map(([org, files]) => read(org, files))));
const form = /** @type {HTMLFormElement} */ (element("choices"));
showItems();
show();
form.addEventListener("change", show);

/**
 * Texts are handed on as they arrive: parsed and written again, large numbers would lose digits.
 *
 * @param {string} org
 * @param {string[]} files
 * @returns {Promise<OrgView>}
 */
async function read(org, files) {
  const exports = await Promise.all(files.map(fetchText));
  return planner.readExports(org, exports, [await fetchText("connections.json")]);
}

/** @param {string} file */
async function fetchText(file) {
  const answer = await fetch(new URL(file, import.meta.url));
  if (!answer.ok) throw new Error(`${file} can't be read: ${answer.status}`);
  return answer.text();
}

/** What can be ticked is what a plan of everything holds. */
function showItems() {
  withPlan({ source: SOURCE, selection: [""] }, (plan) => {
    const paths = plan.cells("birch").filter((cell) => cell.kind !== "folder");
    element("items").replaceChildren(
      ...paths.map(({ path }) => {
        const box = made("input", { type: "checkbox", name: "item", value: path, checked: true });
        return made("label", {}, box, made("span", {}, nameOf(path)));
      }),
    );
  });
}

/** Plans what is chosen now and shows the plan. */
function show() {
  const data = new FormData(form);
  /** @type {Choices} */
  const choices = {
    source: SOURCE,
    selection: data.getAll("item").map(String),
    options: {
      connections: data.has("connections") ? "include" : "ignore",
      reports: data.has("reports") ? "include" : "ignore",
    },
  };
  withPlan(choices, (plan) => {
    const orgs = plan.orgs().map(({ org }) => org);
    element("summary").textContent = summary(plan.counts);
    element("digest").textContent = plan.digest;
    const heads = ["Item", ...orgs.map((org) => NAMES.get(org) ?? org)];
    const row = heads.map((text) => made("th", { scope: "col" }, text));
    element("head").replaceChildren(made("tr", {}, ...row));
    element("cells").replaceChildren(...rows(plan, orgs));
  });
}

/**
 * A plan lies in the module's memory until it is freed.
 *
 * @param {Choices} choices
 * @param {(plan: Plan) => void} use
 */
function withPlan(choices, use) {
  const plan = planner.plan(choices);
  try {
    const findings = plan.check();
    if (findings.length > 0) throw new Error(findings.join("; "));
    use(plan);
  } finally {
    plan.free();
  }
}

/** @param {Counts} counts */
function summary(counts) {
  const { create, replace, same, blocked } = counts;
  return `${create} to create, ${replace} to replace, ${same} the same, ${blocked} blocked`;
}

/**
 * @param {Plan} plan
 * @param {string[]} orgs
 */
function rows(plan, orgs) {
  /** @type {Map<string, Cell>} */
  const items = new Map();
  for (const org of orgs) {
    for (const cell of plan.cells(org)) items.set(cell.path, cell);
  }
  const inOrder = [...items.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return inOrder.map(({ path, kind }) => {
    const head = made("th", { scope: "row" }, nameOf(path), " ", made("span", {}, kind));
    return made("tr", {}, head, ...orgs.map((org) => shown(plan.cell(org, path))));
  });
}

/** @param {Cell | null} cell */
function shown(cell) {
  if (cell === null) return made("td", {}, "–");
  const what = cell.class === "blocked" ? "blocked" : cell.action;
  const box = made("td", {}, made("strong", {}, what), made("span", {}, cell.sentence));
  box.dataset.action = cell.action;
  box.dataset.class = cell.class;
  return box;
}

/** A path is a JSON Pointer. @param {string} path */
function nameOf(path) {
  const names = path.slice(1).split("/");
  return names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~")).join(" › ");
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} properties
 * @param {(Node | string)[]} children
 */
function made(name, properties, ...children) {
  const node = document.createElement(name);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}
