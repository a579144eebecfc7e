import { describe, expect, test } from "@jest/globals";
import { ALERTS, readYaml, TEST_FILES } from "./files";

interface Assertion {
  readonly alertname: string;
  readonly exp_alerts?: readonly { exp_labels?: object; exp_annotations?: object }[];
}

const ASSERTIONS = TEST_FILES.flatMap((file) =>
  (readYaml(file) as { tests: { alert_rule_test?: Assertion[] }[] }).tests.flatMap(
    ({ alert_rule_test: assertions = [] }) => assertions,
  ),
);
const isFiring = ({ exp_alerts: expected = [] }: Assertion) =>
  expected.length > 0 &&
  expected.every(
    ({ exp_labels: labels, exp_annotations: annotations }) =>
      labels !== undefined && annotations !== undefined,
  );

/** The heartbeat is never silent; its test asserts that instead. */
const NEVER_SILENT = ["Watchdog"];

describe("every alert is tested", () => {
  test.each(ALERTS.map(({ rule }) => rule.alert))("%s fires with exact labels and annotations", (name) => {
    expect(ASSERTIONS.filter((one) => one.alertname === name && isFiring(one)).length).toBeGreaterThan(0);
  });

  test.each(ALERTS.map(({ rule }) => rule.alert).filter((name) => !NEVER_SILENT.includes(name)))(
    "%s is asserted silent when healthy, after it recovered, and where it waits, while pending",
    (name) => {
      const silent = ASSERTIONS.filter(
        (one) => one.alertname === name && (one.exp_alerts ?? []).length === 0,
      );
      const waits = ALERTS.some(({ rule }) => rule.alert === name && rule.for !== undefined);
      expect(silent.length).toBeGreaterThanOrEqual(waits ? 3 : 2);
    },
  );

  test("no test is about an alert that does not exist", () => {
    const known = new Set(ALERTS.map(({ rule }) => rule.alert));
    expect(ASSERTIONS.map(({ alertname }) => alertname).filter((name) => !known.has(name))).toEqual([]);
  });
});
