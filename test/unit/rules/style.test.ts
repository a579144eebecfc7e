import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { syntaxCheck } from "../../../cli/check/query";
import type { SyntaxCheck } from "../../../cli/check/query";
import { ALERTS, nameOf, ROOT } from "./files";

const NAMED = ALERTS.map((placed) => [nameOf(placed), placed] as const);

let syntaxError: SyntaxCheck;

beforeAll(async () => {
  syntaxError = await syntaxCheck();
});

describe("every alert is written for the person it wakes", () => {
  test.each(NAMED)("%s", (_name, { rule }) => {
    const { summary = "", description = "" } = rule.annotations ?? {};
    expect(rule.alert).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    expect(rule.labels?.severity).toMatch(/^(critical|warning|performance|info|none)$/);
    // The headline of a group of alerts: the same for all of them, one sentence.
    expect(summary).toMatch(/^[^{}\n]+[^.]\.$/);
    expect(description).not.toBe("");
    expect(description).not.toMatch(/\$labels\s*}}/);
    expect(syntaxError("promql", rule.expr)).toBeUndefined();
  });

  test("names are unique within a system", () => {
    const names = NAMED.map(([name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("the three alerts of Gauzian's specification keep their own titles", () => {
    const titles = ALERTS.flatMap(({ system, rule }) =>
      system === "gauzian" ? (rule.annotations?.title ?? []) : [],
    );
    expect(titles).toEqual(["Taux d'erreur élevé", "Latence élevée", "Authentifications échouées"]);
  });
});

describe("every alert has its runbook page", () => {
  const folder = join(ROOT, "docs/runbooks");

  test.each(NAMED)("%s", (name, { file, rule }) => {
    const page = join(folder, `${name}.md`);
    expect(existsSync(page)).toBe(true);
    const text = readFileSync(page, "utf8");
    expect(text.startsWith(`# ${rule.alert}\n\n${rule.annotations?.summary ?? ""}\n`)).toBe(true);
    expect(text).toContain(`Severity: ${rule.labels?.severity ?? ""}. Rule: [${file}](../../../${file}).`);
    for (const section of ["Meaning", "Impact", "First checks", "Fix"]) {
      expect(text).toMatch(new RegExp(`^## ${section}\n\n\\S`, "m"));
    }
    const queries = [...text.matchAll(/```promql\n([\s\S]*?)\n```/g)].map(([, query]) => query ?? "");
    expect(queries.map((query) => syntaxError("promql", query))).toEqual(queries.map(() => undefined));
    expect(text).toMatch(/```(promql|sh)\n/);
  });

  test("and there is no page about an alert that is gone", () => {
    const names = new Set(NAMED.map(([name]) => name));
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => file.replace(/\.md$/, ""))
      // One page for each kind of generated alert: test/unit/slo/plan.test.ts.
      .filter((page) => !page.startsWith("slo/"));
    expect(pages.filter((page) => !names.has(page))).toEqual([]);
  });
});
