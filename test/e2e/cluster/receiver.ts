import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RECEIVER_PORT } from "./node/network";
import { onMachine } from "./node/start";
import { places } from "./node/units";

/** A message that somebody in the cluster sent to "the Internet" (test/e2e/images/parts/receiver.go). */
export interface ReceivedMessage {
  /** RFC 3339. */
  readonly at: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  /** Why the service refused it; absent when it did not. */
  readonly problem?: string;
  readonly body?: unknown;
  readonly text?: string;
}

/** What arrived at the services outside of the cluster of that name. */
export function inbox(name: string): { read(): Promise<readonly ReceivedMessage[]>; clear(): Promise<void> } {
  const config = readFileSync(join(onMachine(name, places.pki), "admin.kubeconfig"), "utf8");
  const host = /https:\/\/([0-9.]+):/.exec(config)?.[1] ?? "";
  const url = `http://${host}:${RECEIVER_PORT}/`;
  return {
    read: async () => (await (await fetch(url)).json()) as readonly ReceivedMessage[],
    clear: async () => {
      await fetch(url, { method: "DELETE" });
    },
  };
}
