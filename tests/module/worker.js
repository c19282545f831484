// Runs one golden in workerd, which gives the WASM as a compiled module.
import { Planner, initSync } from "orgcast-planner";
import wasm from "orgcast-planner/planner_bg.wasm";
import golden from "golden.json";
import { differences } from "./goldens.js";

export default {
  test() {
    initSync({ module: wasm });
    const found = differences(Planner, golden);
    if (found.length > 0) throw new Error(found.join("\n"));
  },
};
