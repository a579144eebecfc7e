import type { Answer, Client } from "./client";
import type { Look } from "./facts";

/**
 * Asks for one thing and keeps of it what `pick` takes, so that the rest (values of Secrets) is gone at once. `pick` names
 * the shape that the path stands for; `never` lets each name its own.
 */
export async function look<T>(client: Client, path: string, pick: (body: never) => T): Promise<Look<T>> {
  let answer: Answer;
  try {
    answer = await client.get(path);
  } catch (error) {
    return { state: "unknown", reason: error instanceof Error ? error.message : String(error) };
  }
  const { status, body } = answer;
  if (status === 404) return { state: "absent" };
  if (status === 401 || status === 403) return { state: "unknown", reason: `not allowed (${status})` };
  if (status !== 200 || typeof body !== "object" || body === null) {
    return { state: "unknown", reason: `the server answered ${status}` };
  }
  return { state: "found", value: pick(body as never) };
}

/** Asks for several at once; the client limits how many are under way. */
export async function lookAll<Need, T>(
  needs: readonly Need[],
  key: (need: Need) => string,
  one: (need: Need) => Promise<Look<T>>,
): Promise<Record<string, Look<T>>> {
  return Object.fromEntries(
    await Promise.all(needs.map(async (need) => [key(need), await one(need)] as const)),
  );
}

export function foundOr<T>(looked: Look<T>, otherwise: T): T {
  return looked.state === "found" ? looked.value : otherwise;
}

/** Items of a list; an empty list is found, not absent. */
export interface ListOf<Item> {
  readonly items?: readonly Item[] | null;
}
