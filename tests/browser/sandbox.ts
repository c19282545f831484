// The stand-in for Sumo Logic, seen through its control interface: the truth that the console's words
// are held against.
const BASE = `${process.env.SANDBOX_URL}/__sandbox`;

export interface SandboxOrg {
  name: string;
  orgId: string;
  role: "source" | "target";
  variant: string;
  accessId: string;
  accessKey: string;
}

interface Item {
  name: string;
  itemType: string;
  modifiedAt: string;
  description?: string;
  definition?: unknown;
  children?: Item[];
}

async function call(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(BASE + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text ? JSON.parse(text) : undefined;
}

/** Every org, the source first. */
export async function orgs(): Promise<SandboxOrg[]> {
  const found = await call("GET", "/orgs");
  return found.orgs ?? found;
}

/** What an org has under Admin Recommended: definitions, and of folders the description, by path. Two
 * items of one place are refused. */
export async function library(org: SandboxOrg): Promise<Map<string, string>> {
  const state = await call("GET", `/orgs/${org.orgId}/state`);
  const root = state.library.find((place: Item) => place.name === "Admin Recommended");
  const found = new Map<string, string>();
  const walk = (item: Item, path: string) => {
    if (found.has(path)) throw new Error(`${path} is in ${org.name} twice`);
    found.set(path, JSON.stringify(item.definition ?? { description: item.description }));
    for (const child of item.children ?? []) walk(child, `${path}/${child.name}`);
  };
  for (const child of (root.children ?? []) as Item[]) walk(child, child.name);
  return found;
}

/** What an org has in one folder of that, with the folder. */
export async function folder(org: SandboxOrg, name: string): Promise<Map<string, string>> {
  const inside = ([path]: [string, string]) => path === name || path.startsWith(`${name}/`);
  return new Map([...(await library(org))].filter(inside));
}

/** What a person wrote in a definition. Ids differ from org to org, and documented defaults may be left
 * out; that bodies are equal beyond that is for the edge's own suite. */
export function written(definition?: string): string[] {
  const found: string[] = [];
  const keys = ["name", "title", "description", "queryString", "queryText", "cronExpression", "taskType"];
  JSON.parse(definition ?? "null", (key, value) => {
    if (keys.includes(key) && value) found.push(`${key}: ${value}`);
    return value;
  });
  return found;
}

/** What an org was asked, counted. */
interface Calls {
  writes: number;
  maxPerSecond: number;
  maxInFlight: number;
  /** Answers with 429. */
  throttled: number;
  withOrigin: number;
}

/** How many calls of each sort an org has seen. */
export async function calls(org: SandboxOrg): Promise<Calls> {
  return call("GET", `/orgs/${org.orgId}/calls`);
}

/** Changes the switches that are named. */
export async function faults(org: SandboxOrg, switches: Record<string, unknown>): Promise<void> {
  await call("POST", `/orgs/${org.orgId}/faults`, switches);
}

/** Switches all faults off. */
export async function repair(org: SandboxOrg): Promise<void> {
  await call("DELETE", `/orgs/${org.orgId}/faults`);
}

/** Edits as the customer would. */
export async function edit(org: SandboxOrg, edits: unknown): Promise<void> {
  await call("POST", `/orgs/${org.orgId}/edit`, edits);
}
