import { describe, expect, test } from "@jest/globals";
import {
  attribute,
  block,
  expression,
  identifier,
  printAlloy,
} from "../../../components/log-collector/alloy-syntax";

describe("Alloy syntax", () => {
  test("is printed as `alloy fmt` prints it", () => {
    const text = printAlloy([
      block("logging", [attribute("level", "info"), attribute("write_to", [])]),
      block(
        "loki.process",
        [
          attribute("forward_to", [expression("loki.write.default.receiver")]),
          block("stage.cri", []),
          block("stage.labels", [attribute("values", { level: "level", "a-b": 1 })]),
          attribute("last", true),
        ],
        "pods",
      ),
    ]);

    expect(text).toBe(
      [
        "logging {",
        '\tlevel    = "info"',
        "\twrite_to = []",
        "}",
        "",
        'loki.process "pods" {',
        "\tforward_to = [loki.write.default.receiver]",
        "",
        "\tstage.cri { }",
        "",
        "\tstage.labels {",
        "\t\tvalues = {",
        '\t\t\t"a-b" = 1,',
        '\t\t\tlevel = "level",',
        "\t\t}",
        "\t}",
        "",
        "\tlast = true",
        "}",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["a quote", 'say "hi"', String.raw`"say \"hi\""`],
    ["a backslash", String.raw`\d+\s`, String.raw`"\\d+\\s"`],
    ["a line break and a tab", "a\n\tb", String.raw`"a\n\tb"`],
    ["an escape character", "\u001b[0m", String.raw`"\u001b[0m"`],
    ["letters beyond ASCII", "é", '"é"'],
  ])("escapes %s", (_, value, printed) => {
    expect(printAlloy([block("b", [attribute("k", value)])])).toBe(`b {\n\tk = ${printed}\n}\n`);
  });

  test("an object prints its keys sorted, an empty one on one line", () => {
    expect(printAlloy([block("b", [attribute("k", { z: 1, a: {} })])])).toBe(
      "b {\n\tk = {\n\t\ta = {},\n\t\tz = 1,\n\t}\n}\n",
    );
  });

  test.each([
    ["file-1-app", "file_1_app"],
    ["1st", "_1st"],
    ["pods", "pods"],
  ])("%s is the identifier %s", (text, expected) => {
    expect(identifier(text)).toBe(expected);
  });
});
