import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";

/**
 * A stack file with `count` products of a user's, each with targets, probes, rules and a dashboard: the shop of the
 * examples under other names. Returns the file's path.
 */
export function stackOfSystems(root, work, count) {
  const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8"));
  const shop = join(root, "examples", "shop");
  const texts = {
    rules: readFileSync(join(shop, "rules.yaml"), "utf8"),
    dashboard: readFileSync(join(shop, "dashboard.json"), "utf8"),
  };
  const apps = Object.fromEntries(
    Array.from({ length: count }, (_, index) =>
      appOf(root, work, texts, `shop-${String(index).padStart(2, "0")}`),
    ),
  );
  const file = join(work, `Pulumi.systems-${count}.yaml`);
  writeFileSync(file, stringify({ config: { ...config, "vigie:apps": apps, "vigie:databases": [] } }));
  return file;
}

function appOf(root, work, { rules, dashboard }, name) {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  const camel = name.replace(/(^|-)(\w)/g, (_match, _dash, letter) => letter.toUpperCase());
  writeFileSync(
    join(folder, "rules.yaml"),
    rules
      .replaceAll("Shop", camel)
      .replaceAll("shop_", `${name.replace("-", "_")}_`)
      .replaceAll("shop-orders/", `${name}/`),
  );
  const json = { ...JSON.parse(dashboard), uid: name, title: name };
  writeFileSync(join(folder, "dashboard.json"), JSON.stringify(json));
  const path = (file) => relative(root, join(folder, file));
  const app = {
    title: name,
    scrapes: [
      { job: `${name}-api`, target: { kubernetes: { namespace: name, service: "api", port: "http" } } },
    ],
    probes: [{ name: `${name}-health`, url: `http://api.${name}.svc.cluster.local:8080/health` }],
    ruleFiles: [path("rules.yaml")],
    dashboards: [path("dashboard.json")],
  };
  return [name, app];
}
