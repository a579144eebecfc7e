import { beforeAll, describe, expect, it } from "@jest/globals";
import { syntaxCheck, type SyntaxCheck } from "../../../cli/check/query";

describe("syntaxCheck", () => {
  let syntax: SyntaxCheck;

  beforeAll(async () => {
    syntax = await syntaxCheck();
  });

  it.each([
    ["promql", 'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / 2 > 0.05'],
    ["promql", 'histogram_quantile(0.95, sum by (le) (rate(x_bucket{a="$job"}[$__rate_interval])))'],
    ["promql", 'sum(increase(x[${__range}])) and on () absent(up{job=~"${job:regex}"})'],
    ["promql", "topk($limit, up)"],
    ["logql", '{namespace="gauzian-v2"} |= "error" | json | level="error"'],
    ["logql", 'sum by (app) (count_over_time({app=~"$app"} |~ "(?i)panic" [$__auto]))'],
  ] as const)("accepts valid %s: %s", (language, query) => {
    expect(syntax(language, query)).toBeUndefined();
  });

  it.each([
    ["promql", "sum(rate(x[5m])", "ends too early"],
    ["promql", "rate(x[5m]) >", "ends too early"],
    ["promql", "up{job=}", 'does not parse at character 8, near "}"'],
    ["promql", "   ", "is empty"],
    ["logql", '{app="x"} |= ', "ends too early"],
  ] as const)("says where %s breaks: %s", (language, query, reason) => {
    expect(syntax(language, query)).toBe(reason);
  });
});
