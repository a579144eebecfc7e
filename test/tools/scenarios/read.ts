import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { Node, YAMLMap } from "yaml";

/** What each alert is shown in, in the order in which an incident goes. */
export const SCENARIOS = ["healthy", "just under", "firing", "recovered", "absent"] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface ExpectedAlert {
  readonly exp_labels?: Readonly<Record<string, string>>;
  readonly exp_annotations?: Readonly<Record<string, string>>;
}

/** One item of `alert_rule_test`, with the scenario that its comment or its test's name says. */
export interface Assertion {
  readonly alert: string;
  readonly at: string;
  readonly scenario: Scenario | undefined;
  readonly expected: readonly ExpectedAlert[];
  readonly test: string;
  readonly series: readonly string[];
  readonly line: number;
}

interface TestItem {
  readonly name?: string;
  readonly input_series?: readonly { readonly series: string }[];
}
interface AssertionItem {
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts?: readonly ExpectedAlert[];
}

/**
 * Every assertion on alerts in a promtool test file. A scenario is the first word (or two) of the comment above the item;
 * a test named "<Alert> without any ..." shows that alert absent.
 */
export function readAssertions(text: string): readonly Assertion[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const tests = document.get("tests");
  if (!isSeq(tests)) return [];
  return tests.items.filter(isMap).flatMap((test) => {
    const { name = "", input_series: series = [] } = test.toJS(document) as TestItem;
    const items = test.get("alert_rule_test");
    if (!isSeq(items)) return [];
    return items.items.filter(isMap).map((item, index) => {
      const { alertname: alert, eval_time: at, exp_alerts: expected } = item.toJS(document) as AssertionItem;
      // The parser hangs a comment above the first item on the list.
      const comment = (index === 0 ? items.commentBefore : undefined) ?? commentOf(item);
      return {
        alert,
        at,
        scenario: scenarioOf(comment) ?? (name.startsWith(`${alert} without any`) ? "absent" : undefined),
        expected: expected ?? [],
        test: name,
        series: series.map((one) => one.series),
        line: lineOf(item, counter),
      };
    });
  });
}

function commentOf(item: YAMLMap): string | null | undefined {
  const [first] = item.items;
  return item.commentBefore ?? (first?.key as Node | undefined)?.commentBefore;
}

function scenarioOf(comment: string | null | undefined): Scenario | undefined {
  const last = (comment ?? "").trim().split("\n").at(-1)?.trim() ?? "";
  return SCENARIOS.find(
    (name) => last === name || (last.startsWith(name) && /^\W/.test(last.slice(name.length))),
  );
}

function lineOf(item: YAMLMap, counter: LineCounter): number {
  return counter.linePos(item.range?.[0] ?? 0).line;
}
