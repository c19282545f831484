// Offers what the tests run in the page that they have opened.
import init, { Planner, diffBodies, openPlanFile } from "orgcast-planner";
import { cellDiffs, dependencies } from "./cells.js";
import { differences } from "./goldens.js";
import { file, fileOfGolden } from "./file.js";
import { difference, growth, nodes, refusals } from "./uses.js";

const { memory } = await init();

export const offered = {
  /** @param {import("./goldens.js").Golden} golden */
  differences: (golden) => differences(Planner, golden),
  /** @param {import("./goldens.js").Golden} golden */
  growth: (golden) => growth(Planner, memory, golden),
  cellDiffs: () => cellDiffs(Planner),
  dependencies: () => dependencies(Planner),
  file: () => file(Planner, openPlanFile),
  /** @param {import("./goldens.js").Golden} golden */
  fileOfGolden: (golden) => fileOfGolden(Planner, openPlanFile, golden),
  difference: () => difference(Planner, diffBodies),
  nodes: () => nodes(Planner),
  refusals: () => refusals(Planner, diffBodies, openPlanFile),
};
Object.assign(globalThis, { offered });
