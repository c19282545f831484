// Times the planner in WASM and the plain one on the same data. run.mjs calls `measure`.
import init, { Bench } from "./wasm/page.js";
import { CLASSES, planOrg } from "./planner.js";

/** How many orgs are loaded at a time: all maps of the largest set at once don't fit into a browser. */
const PORTION = 100;

/** Makes the data of a set and gives times in milliseconds, counts and the WASM's memory in bytes. */
globalThis.measure = async (set) => {
  const { memory } = await init();
  const bench = Bench.of(set);
  const wasm = planInWasm(bench);
  wasm.memory = memory.buffer.byteLength;
  const tick = untick(bench);
  bench.forget();
  return { wasm, "wasm tick": tick, javascript: planInJavaScript(bench) };
};

/** How long, in milliseconds, each contender runs untimed first: browsers optimise what runs often. */
const WARM_UP = 400;

function warmUp(run) {
  const until = performance.now() + WARM_UP;
  while (performance.now() < until) run();
}

function planInWasm(bench) {
  const times = [];
  let flat;
  warmUp(() => {
    bench.forget();
    bench.plan();
  });
  for (let round = 0; round < bench.rounds(); round += 1) {
    bench.forget();
    const begun = performance.now();
    flat = bench.plan();
    times.push(performance.now() - begun);
  }
  const rows = [];
  for (let at = 0; at < flat.length; at += CLASSES.length) {
    rows.push([...flat.subarray(at, at + CLASSES.length)]);
  }
  const all = rows.pop();
  if (String(all) !== String(total(rows))) throw new Error("the counts of all orgs are not their sum");
  return { times, counts: rows };
}

function untick(bench) {
  const times = [];
  for (const item of bench.unticked()) {
    bench.plan();
    const begun = performance.now();
    bench.untick(item);
    times.push(performance.now() - begun);
  }
  return { times };
}

function planInJavaScript(bench) {
  const source = load(bench.source());
  const times = Array(bench.rounds()).fill(0);
  const counts = [];
  // A plan has to answer what happens to an item in an org, so all cells stay.
  const plan = [];
  for (let first = 0; first < bench.orgs(); first += PORTION) {
    const orgs = [];
    for (let org = first; org < Math.min(first + PORTION, bench.orgs()); org += 1) {
      const base = bench.base(org);
      orgs.push({ target: load(bench.target(org)), base: base === undefined ? null : load(base) });
    }
    let planned = [];
    if (first === 0) warmUp(() => orgs.forEach(({ target, base }) => planOrg(source, target, base)));
    for (const round of times.keys()) {
      planned = [];
      const begun = performance.now();
      const sum = Object.fromEntries(CLASSES.map((name) => [name, 0]));
      for (const { target, base } of orgs) {
        const org = planOrg(source, target, base);
        for (const name of CLASSES) sum[name] += org.counts[name];
        planned.push(org);
      }
      times[round] += performance.now() - begun;
    }
    plan.push(...planned.map((org) => org.cells));
    counts.push(...planned.map((org) => CLASSES.map((name) => org.counts[name])));
  }
  if (plan.some((cells) => cells.size !== source.size)) throw new Error("cells are missing");
  return { times, counts };
}

function load(text) {
  return new Map(Object.entries(JSON.parse(text)));
}

function total(rows) {
  return CLASSES.map((_, place) => rows.reduce((sum, row) => sum + row[place], 0));
}
