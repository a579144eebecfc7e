import { after, afterEach, before, describe } from "node:test";
import type { Bench } from "./bench";
import { openBench } from "./bench";
import { explainFailure } from "./explain";
import { describeAlerts } from "./production/alerts";
import { describeEntrance } from "./production/entrance";
import { describeFaults } from "./production/faults";
import { describeLogs } from "./production/logs";
import { describeProvisioning } from "./production/provisioning";
import { describeRunning } from "./production/running";
import { writeFaults, writeReport } from "./report";

/** One cluster for all of it, in the order in which one can build on the other: alive, answering, telling, healing. */
describe("the production stack on real servers", () => {
  let bench: Bench | undefined;
  const at = (): Bench => {
    if (bench === undefined) throw new Error("the stack does not run");
    return bench;
  };

  before(async () => {
    bench = await openBench("production");
  });

  afterEach(async (test) => {
    await explainFailure(test, at());
  });

  after(async () => {
    if (bench === undefined) return;
    writeReport(bench.stack);
    writeFaults();
    await bench.close();
  });

  describeRunning(at);
  describeLogs(at);
  describeProvisioning(at);
  describeEntrance(at);
  describeAlerts(at);
  describeFaults(at);
});
