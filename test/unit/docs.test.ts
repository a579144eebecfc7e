import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(__dirname, "../..");
const PAGES = [
  join(ROOT, "README.md"),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(ROOT, "docs", file)),
];

test("every link between the pages leads somewhere", () => {
  const dead = PAGES.flatMap((page) =>
    linksIn(readFileSync(page, "utf8"))
      .filter((target) => !existsSync(join(dirname(page), target)))
      .map((target) => `${relative(ROOT, page)} -> ${target}`),
  );

  expect(dead).toEqual([]);
});

/** Relative targets of Markdown links, without their anchors. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\((?![a-z]+:)([^)#\s]+)(?:#[^)\s]*)?\)/g)].map(([, target]) => target ?? "");
}
