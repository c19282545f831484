// What the declarations have to refuse: each line below is an error, or this file is one.
import { Planner, type Cell } from "orgcast-planner";

export function misuse(planner: Planner, cell: Cell): unknown[] {
  // @ts-expect-error an option that doesn't exist
  const plan = planner.plan({ source: "a", selection: [""], options: { schedules: "ignore" } });
  // @ts-expect-error a class that doesn't exist
  const isOld = cell.class === "old";
  // @ts-expect-error a fact of another reason
  const lost = cell.reason.why === "absent" && cell.reason.id;
  // @ts-expect-error it may be null
  const target: string = cell.target;
  // @ts-expect-error texts, not parsed exports
  const org = planner.readExports("a", [{ type: "FolderSyncDefinition" }], []);
  return [plan, isOld, lost, target, org];
}
