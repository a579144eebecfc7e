import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fileName } from "../../../cli/render/file-name";
import { checkTarget, writeAtomically } from "../../../cli/render/write";
import { withFiles } from "../../kit";

const FILES = new Map([["a.yaml", "a: 1\n"]]);

describe("writeAtomically", () => {
  it("makes the directory and those above it", async () => {
    await withFiles({}, (folder) => {
      const out = join(folder, "deep", "out");
      writeAtomically(out, FILES, "test");

      expect(readdirSync(out).sort()).toEqual([".vigie-render", "a.yaml"]);
      expect(readFileSync(join(out, "a.yaml"), "utf8")).toBe("a: 1\n");
      expect(readdirSync(join(folder, "deep"))).toEqual(["out"]);
      return Promise.resolve();
    });
  });

  it("replaces what it wrote before, files that are gone included", async () => {
    await withFiles({}, (folder) => {
      const out = join(folder, "out");
      writeAtomically(out, new Map([["old.yaml", ""]]), "test");
      writeAtomically(out, FILES, "test");

      expect(readdirSync(out).sort()).toEqual([".vigie-render", "a.yaml"]);
      return Promise.resolve();
    });
  });

  it("refuses a directory with somebody's files and leaves them alone", async () => {
    await withFiles({ "thesis.txt": "years of work" }, (folder) => {
      expect(() => {
        writeAtomically(folder, FILES, "test");
      }).toThrow(/holds 1 entries that were not rendered by this command/);

      expect(readdirSync(folder)).toEqual(["thesis.txt"]);
      return Promise.resolve();
    });
  });

  it("refuses a file, accepts an empty directory", async () => {
    await withFiles({ "file.txt": "" }, (folder) => {
      const empty = join(folder, "empty");
      mkdirSync(empty);

      expect(() => {
        checkTarget(join(folder, "file.txt"));
      }).toThrow(/is a file/);
      expect(() => {
        checkTarget(empty);
      }).not.toThrow();
      return Promise.resolve();
    });
  });

  it("leaves the old directory in place when it cannot write the new one", async () => {
    await withFiles({}, (folder) => {
      const out = join(folder, "out");
      writeAtomically(out, FILES, "test");

      expect(() => {
        writeAtomically(out, new Map([["no/such/folder.yaml", ""]]), "test");
      }).toThrow();

      expect(existsSync(join(out, "a.yaml"))).toBe(true);
      expect(readdirSync(folder)).toEqual(["out"]);
      writeFileSync(join(out, "still-ours"), "");
      return Promise.resolve();
    });
  });
});

describe("fileName", () => {
  const metadata = { name: "grafana", namespace: "monitoring" };

  it.each([
    ["deployment-monitoring-grafana.yaml", "Deployment", metadata, false],
    ["clusterrole-grafana.yaml", "ClusterRole", { name: "grafana" }, false],
    ["clusterrole-a_b.yaml", "ClusterRole", { name: "a:b" }, false],
    ["patch-deployment-monitoring-grafana-side-car.yaml", "Deployment", metadata, true],
  ])("%s", (expected, kind, given, patch) => {
    const manifest = { apiVersion: "v1", kind, metadata: given };

    expect(fileName({ manifest, logicalName: "side-car", patch })).toBe(expected);
  });
});
