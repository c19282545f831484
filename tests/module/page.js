// Offers what the tests run in the page that they have opened.
import init, { Planner, diffBodies } from "orgcast-planner";
import { differences } from "./goldens.js";
import { difference, growth, nodes, refusals } from "./uses.js";

const { memory } = await init();

export const offered = {
  /** @param {import("./goldens.js").Golden} golden */
  differences: (golden) => differences(Planner, golden),
  /** @param {import("./goldens.js").Golden} golden */
  growth: (golden) => growth(Planner, memory, golden),
  difference: () => difference(Planner, diffBodies),
  nodes: () => nodes(Planner),
  refusals: () => refusals(Planner, diffBodies),
};
Object.assign(globalThis, { offered });
