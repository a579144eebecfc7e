import { describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findPin, tools, toolsOf } from "../../tools/pins";
import { fillTemplate } from "../../tools/release";

const stackFileSchema = readFileSync(join(__dirname, "../../../config/stack-file.schema.json"), "utf8");

/** What checks a configuration, or stands for a container in the proof, has to be what the image would run. */
const programsOfImages = {
  "prom/prometheus": ["promtool", "prometheus"],
  "prom/alertmanager": ["amtool", "alertmanager"],
  "grafana/loki": ["loki", "lokitool"],
  "grafana/promtail": ["promtail"],
  "kube-state-metrics/kube-state-metrics": ["kube-state-metrics"],
  "prometheus/node-exporter": ["node_exporter"],
  "prometheus/blackbox-exporter": ["blackbox_exporter"],
  "prometheuscommunity/postgres-exporter": ["postgres_exporter"],
  "oliver006/redis_exporter": ["redis_exporter"],
};

describe("the table of tools", () => {
  test("names every tool once, in words that can be a file name", () => {
    const names = tools.map((tool) => tool.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_-]*$/);
  });

  test.each(tools.map((tool) => [tool.name, tool] as const))("pins %s exactly", (_, tool) => {
    expect(tool.version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const version of tool.source.versions) expect(version).toMatch(/^v\d+\.\d+\.\d+(-[\w.]+)?$/);
    for (const version of Object.values(tool.source.requires ?? {}))
      expect(version).toMatch(/^v\d+\.\d+\.\d+/);
    expect(tool.purpose).not.toBe("");
  });

  const released = tools.flatMap((tool) =>
    tool.release ? [[tool.name, tool.version, tool.release] as const] : [],
  );
  test.each(released)(
    "knows the release of %s as an upstream archive with a checksum list",
    (_, version, release) => {
      const url = fillTemplate(release.url, version);
      expect(url).toMatch(/^https:\/\/github\.com\/[^{}]+\.(tar\.gz|zip)$/);
      expect(url).toContain(version);
      expect(new URL(fillTemplate(release.checksums, version)).pathname.split("/").slice(0, 6)).toEqual(
        new URL(url).pathname.split("/").slice(0, 6),
      );
      expect(fillTemplate(release.member, version)).not.toMatch(/[{}]/);
    },
  );

  test("has the Go main of each program of our own", () => {
    const own = tools.flatMap((tool) => tool.source.ownMain ?? []);
    expect(own).not.toHaveLength(0);
    for (const folder of own)
      expect(existsSync(join(__dirname, "../../tools", folder, "main.go"))).toBe(true);
  });

  test("separates what npm test needs from what only the proof on real parts needs", () => {
    expect([...toolsOf("check")].sort()).toEqual(
      "alloy-syntax amtool dashboard-linter kube-score kubeconform loki lokitool pint prometheus promtail promtool pss".split(
        " ",
      ),
    );
    expect(toolsOf("e2e")).toEqual(expect.arrayContaining(["alertmanager", "traefik"]));
    expect(findPin("nothing")).toBeUndefined();
  });

  test.each(Object.entries(programsOfImages))(
    "has the version of the default image %s",
    (image, programs) => {
      const [, version] = new RegExp(`"default": "[^"]*${image}:v?([0-9.]+)`).exec(stackFileSchema) ?? [];
      expect(version).toBeDefined();
      expect(programs.map((program) => [program, findPin(program)?.version])).toEqual(
        programs.map((program) => [program, version]),
      );
    },
  );
});
