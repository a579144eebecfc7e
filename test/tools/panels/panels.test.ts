import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { buildPlan } from "../../../systems";
import { committedStackFiles } from "../../kit/stack-files";
import { planOf, WITH_PRODUCTS } from "../../unit/systems/plans";
import { provePanels } from "./prove";

const root = projectRoot();
const STACKS = committedStackFiles();

/** A machine that builds meanwhile needs many times the 10 s of an idle one. */
const BUSY = 300_000;

/** A panel is asked once for all stacks that have it as it is. */
const proven = new Set<string>();
let asked = 0;
let answered = 0;

describe("every panel and template variable returns data on series made from the catalogue", () => {
  test(
    "with every product",
    async () => {
      const proof = await provePanels(planOf(WITH_PRODUCTS), proven);
      count(proof);
      expect(proof.asked).toBeGreaterThan(150);
      expect(proof.empty).toEqual([]);
    },
    BUSY,
  );

  test.each(STACKS)(
    "%s",
    async (file) => {
      const proof = await provePanels(buildPlan(loadFromFile(join(root, file)).settings), proven);
      count(proof);
      expect(proof.empty).toEqual([]);
    },
    BUSY,
  );

  afterAll(() => {
    process.stdout.write(`panels: ${answered} of ${asked} queries and variables return data\n`);
  });
});

function count(proof: Awaited<ReturnType<typeof provePanels>>): void {
  asked += proof.asked;
  answered += proof.asked - proof.empty.length;
}

describe("the proof itself", () => {
  const dashboard = (expr: string) => ({
    system: "platform",
    folder: "Platform",
    uid: "proof",
    title: "Proof",
    json: JSON.stringify({
      panels: [{ title: "P", datasource: { type: "prometheus" }, targets: [{ refId: "A", expr }] }],
    }),
  });

  test(
    "finds a panel whose query parses and matches nothing",
    async () => {
      const plan = {
        ...planOf(),
        dashboards: [
          dashboard('node_load1{job="node-exporter"}'),
          dashboard('node_load1{job="node-exporter", node="nowhere"}'),
        ],
      };
      const { asked: questions, empty } = await provePanels(plan);
      expect(questions).toBe(2);
      expect(empty).toEqual(['proof: P A: node_load1{job="node-exporter", node="nowhere"}']);
    },
    BUSY,
  );
});
