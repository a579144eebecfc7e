import { cloudflare } from "../cloudflare/provider";
import { kubernetes } from "../kubernetes/provider";
import { random } from "../random/provider";
import { createGate } from "../wire/gate";
import { serve } from "../wire/server";
import type { FromProviders, ToProviders } from "./messages";

/** The stand-ins' own process: killed together with the engine, as plugins are. Arguments: the names to serve. */
async function main(names: readonly string[]): Promise<void> {
  const send = (message: FromProviders): void => {
    process.send?.(message);
  };
  const gate = createGate((label) => {
    send({ kind: "halted", label });
  });
  const onAsked = (at: number): void => {
    send({ kind: "asked", at });
  };
  process.on("message", (message: ToProviders) => {
    gate.arm(message.cut);
    send({ kind: "armed" });
  });
  process.on("disconnect", () => process.exit(0));
  const ports: Record<string, number> = {};
  for (const standIn of [kubernetes, random, cloudflare].filter(({ name }) => names.includes(name))) {
    ports[standIn.name] = await serve(standIn, gate, onAsked);
  }
  send({ kind: "ports", ports });
}

void main(process.argv.slice(2));
