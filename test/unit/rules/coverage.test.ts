import { describe, expect, test } from "@jest/globals";
import { ALERTS, nameOf, readYaml, TEST_FILES } from "./files";
import type { PlacedAlert } from "./files";

interface Assertion {
  readonly alertname: string;
  readonly exp_alerts?: readonly { exp_labels?: object; exp_annotations?: object }[];
}

interface PlacedAssertion extends Assertion {
  /** The rule file that it tests. */
  readonly file: string;
}

const ASSERTIONS: readonly PlacedAssertion[] = TEST_FILES.flatMap((testFile) =>
  (readYaml(testFile) as { tests: { alert_rule_test?: Assertion[] }[] }).tests.flatMap(
    ({ alert_rule_test: assertions = [] }) =>
      assertions.map((one) => ({ ...one, file: testFile.replace(".test.yaml", ".yaml") })),
  ),
);
const NAMED = ALERTS.map((placed) => [nameOf(placed), placed] as const);
const assertionsAbout = ({ file, rule }: PlacedAlert) =>
  ASSERTIONS.filter((one) => one.file === file && one.alertname === rule.alert);
const isFiring = ({ exp_alerts: expected = [] }: Assertion) =>
  expected.length > 0 &&
  expected.every(
    ({ exp_labels: labels, exp_annotations: annotations }) =>
      labels !== undefined && annotations !== undefined,
  );

/** The heartbeat is never silent; its test asserts that instead. */
const NEVER_SILENT = ["Watchdog"];

describe("every alert is tested", () => {
  test.each(NAMED)("%s fires with exact labels and annotations", (_name, placed) => {
    expect(assertionsAbout(placed).filter(isFiring).length).toBeGreaterThan(0);
  });

  test.each(NAMED.filter(([, { rule }]) => !NEVER_SILENT.includes(rule.alert)))(
    "%s is asserted silent when healthy, after it recovered, and where it waits, while pending",
    (_name, placed) => {
      const silent = assertionsAbout(placed).filter(({ exp_alerts: fired = [] }) => fired.length === 0);
      expect(silent.length).toBeGreaterThanOrEqual(placed.rule.for === undefined ? 2 : 3);
    },
  );

  test("no test is about an alert that its rule file does not hold", () => {
    const known = new Set(ALERTS.map(({ file, rule }) => `${file}: ${rule.alert}`));
    const tested = ASSERTIONS.map(({ file, alertname }) => `${file}: ${alertname}`);
    expect(tested.filter((name) => !known.has(name))).toEqual([]);
  });
});
