import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { reportFile, table, writeSection } from "../../runtime/report";
import type { Bench } from "./bench";
import type { Outcome } from "./messages";
import type { World } from "./world";

/** What one suite has to say in the report. */
interface Told {
  readonly day: string;
  /** Part to what it is here. */
  readonly parts: Readonly<Record<string, string>>;
  readonly measured: readonly (readonly [string, string])[];
}

/** Collects what a suite measured, for the section of the report that all engine suites share. */
export interface Facts {
  note(what: string, value: string): void;
  /** Notes how long an operation took, and how many resources it changed. */
  time(what: string, outcome: Outcome): void;
  /** Puts this suite's part into the section in place of that of its last run, and prints the section. */
  write(bench: Bench, world: World): Promise<void>;
}

const reasons = {
  kubernetes: "its releases and its Go module are in no package registry",
  random: "its releases and its Go module are in no package registry",
  cloudflare: "it must never meet a real account; its requests go to a fake API on loopback",
} as const;

async function partsOf(bench: Bench, world: World): Promise<Readonly<Record<string, string>>> {
  const plugins = Object.entries(reasons).map(([name, reason]) => [
    `plugin ${name}`,
    world.parts[name as keyof typeof reasons] === "plugin" ? "real" : `stand-in: ${reason}`,
  ]);
  return {
    "engine and CLI": `real, ${(await world.cli("version")).trim()}`,
    "Kubernetes API": bench.description,
    ...(Object.fromEntries(plugins) as Record<string, string>),
    "language host": "stand-in that starts the SDK's own runner: its Go module is in no module proxy",
  };
}

function render(suites: readonly (readonly [string, Told])[]): string {
  const parts = Object.entries(
    Object.assign({}, ...suites.map(([, { parts: own }]) => own)) as Told["parts"],
  );
  const rows = suites.flatMap(([name, { day, measured }]) =>
    measured.map(([what, value]) => [name, what, value, day] as const),
  );
  return [
    "## The program on the real Pulumi engine",
    "",
    `Machine: ${cpus().length} cores, Node ${process.version}.`,
    "",
    table(["part", "here"], parts),
    "",
    table(["suite", "measured", "value", "day"], rows),
    "",
  ].join("\n");
}

/** @param suite its name in the report; one process has one */
export function createFacts(suite: string): Facts {
  const measured: [string, string][] = [];
  const note = (what: string, value: string): void => {
    measured.push([what, value]);
  };
  return {
    note,
    time(what, { seconds, changes }) {
      const changed = Object.values(changes).reduce((sum, count) => sum + count, 0);
      note(what, `${seconds.toFixed(1)} s${changed === 0 ? "" : `, ${changed} resources`}`);
    },
    async write(bench, world) {
      const folder = `${reportFile()}.engine`;
      mkdirSync(folder, { recursive: true });
      const told: Told = {
        day: new Date().toISOString().slice(0, 10),
        parts: await partsOf(bench, world),
        measured,
      };
      writeFileSync(join(folder, `${suite}.json`), JSON.stringify(told));
      const suites = readdirSync(folder)
        .sort()
        .map((file): [string, Told] => [
          file.replace(/\.json$/, ""),
          JSON.parse(readFileSync(join(folder, file), "utf8")) as Told,
        ]);
      writeSection("engine", render(suites));
    },
  };
}
