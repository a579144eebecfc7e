import { describe, expect, test } from "@jest/globals";
import { hostDirectories } from "../../../components/log-collector/host-directories";
import type { Relabel, Stage } from "../../../components/log-collector/model";
import { logPipeline } from "../../../components/log-collector/pipeline";
import { promtailConfig } from "../../../components/log-collector/promtail";
import { logFiles } from "../../../components/log-collector/sources";
import type { StackFile } from "../../../config/schema";
import type { LogFile } from "../../../systems/model";
import { planWith, settingsWith, systemWith } from "../../kit";

function plan(changes: Partial<StackFile> = {}, files: readonly LogFile[] = []) {
  return planWith(settingsWith(changes), [systemWith({ logFiles: files })]);
}

function source(name: string, changes: Partial<StackFile> = {}, files: readonly LogFile[] = []) {
  const found = logPipeline(plan(changes, files)).sources.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no source ${name}`);
  return found;
}

/** Relabelling as Prometheus does it, so far as the pipeline uses it. Undefined: dropped. */
function relabelled(rules: readonly Relabel[], start: Readonly<Record<string, string>>) {
  const labels: Record<string, string> = { ...start };
  for (const { action, from = [], separator = ";", regex = "(.*)", to, replacement = "$1" } of rules) {
    const value = from.map((name) => labels[name] ?? "").join(separator);
    const match = new RegExp(`^(?:${regex})$`).exec(value);
    if (match === null) continue;
    if (action === "drop") return undefined;
    const result = replacement.replaceAll(/\$(\$|\d)/g, (_, digit: string) =>
      digit === "$" ? "$" : (match[Number(digit)] ?? ""),
    );
    if (to !== undefined && result !== "") labels[to] = result;
  }
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([name]) => name === "__path__" || name === "__host__" || !name.startsWith("__"),
    ),
  );
}

const POD = {
  __meta_kubernetes_namespace: "shop",
  __meta_kubernetes_pod_name: "api-5d4f8c7b9d-x2x4q",
  __meta_kubernetes_pod_uid: "uid-1",
  __meta_kubernetes_pod_node_name: "node-1",
  __meta_kubernetes_pod_container_name: "server",
  __meta_kubernetes_pod_controller_name: "api-5d4f8c7b9d",
};

describe("labels of a pod's logs", () => {
  test("are namespace, app, container, job and (until it becomes metadata) pod", () => {
    expect(relabelled(source("pods").relabel, POD)).toEqual({
      namespace: "shop",
      app: "api",
      container: "server",
      pod: "api-5d4f8c7b9d-x2x4q",
      job: "shop/api",
      __host__: "node-1",
      __path__: "/var/log/pods/*uid-1/server/*.log",
    });
  });

  test.each([
    [
      "label app.kubernetes.io/name",
      { __meta_kubernetes_pod_label_app_kubernetes_io_name: "a", __meta_kubernetes_pod_label_app: "b" },
      "a",
    ],
    ["label app", { __meta_kubernetes_pod_label_app: "b" }, "b"],
    ["a StatefulSet's name", { __meta_kubernetes_pod_controller_name: "postgres" }, "postgres"],
    ["the pod's name", { __meta_kubernetes_pod_controller_name: "" }, "api-5d4f8c7b9d-x2x4q"],
  ])("the app is %s", (_, meta, app) => {
    expect(relabelled(source("pods").relabel, { ...POD, ...meta })).toMatchObject({
      app,
      job: `shop/${app}`,
    });
  });

  test("a static pod's folder is named by its manifest's hash", () => {
    const meta = { ...POD, __meta_kubernetes_pod_annotation_kubernetes_io_config_hash: "hash-1" };

    expect(relabelled(source("pods").relabel, meta)).toMatchObject({
      __path__: "/var/log/pods/*hash-1/server/*.log",
    });
  });

  test("excluded namespaces are not read, and their names are whole names", () => {
    const { relabel } = source("pods", { logs: { pods: { excludeNamespaces: ["kube-system", "shop"] } } });

    expect(relabelled(relabel, POD)).toBeUndefined();
    expect(relabelled(relabel, { ...POD, __meta_kubernetes_namespace: "shop-2" })).toBeDefined();
  });
});

describe("what happens to a pod's line", () => {
  const kinds = (stages: readonly Stage[]) => stages.map(({ kind }) => kind);

  test("container runtime format, colours, level, labels, metadata", () => {
    const { stages } = source("pods");

    expect(kinds(stages)).toEqual([
      "cri",
      "decolorize",
      "regex",
      "regex",
      "regex",
      "regex",
      "template",
      "labels",
      "structuredMetadata",
      "dropLabels",
    ]);
    expect(stages.slice(-3)).toEqual([
      { kind: "labels", names: ["level"] },
      { kind: "structuredMetadata", names: ["pod", "stream"] },
      { kind: "dropLabels", names: ["filename"] },
    ]);
  });

  test("debug lines are dropped only where asked for", () => {
    expect(kinds(source("pods").stages)).not.toContain("drop");
    expect(kinds(source("pods", { logs: { pods: { dropDebug: true } } }).stages)).toContain("drop");
  });
});

describe("files of the node", () => {
  const FILE = { job: "port-manager", path: "/srv/app/*.log", labels: { system: "deployment" } };

  test("the classic host files carry job, node and the file's name as app", () => {
    expect(relabelled(source("host").relabel, { __meta_kubernetes_node_name: "node-1" })).toEqual({
      job: "host",
      node: "node-1",
      __host__: "node-1",
      __path__: "/var/log/{syslog,messages,auth.log,secure,kern.log}",
    });
  });

  test("a named file carries its job and labels", () => {
    const { relabel } = source("file-1-port-manager", {}, [FILE]);

    expect(relabelled(relabel, { __meta_kubernetes_node_name: "node-1" })).toEqual({
      app: "port-manager",
      job: "port-manager",
      node: "node-1",
      system: "deployment",
      __host__: "node-1",
      __path__: "/srv/app/*.log",
    });
  });

  test("a $ in a path or label stays one", () => {
    const { relabel } = source("file-1-x", {}, [
      { job: "x", path: "/srv/$1/a.log", labels: { cost: "$$5" } },
    ]);

    expect(relabelled(relabel, {})).toMatchObject({ __path__: "/srv/$1/a.log", cost: "$$5" });
  });

  test("files of systems and of the stack file are read once each, in one order", () => {
    const own = { job: "b", path: "/var/log/b.log" };
    const both = plan({ logs: { staticFiles: [own, FILE] } }, [FILE, { ...own, job: "a", labels: {} }]);

    expect(logFiles(both).map(({ job, path }) => `${job} ${path}`)).toEqual([
      "a /var/log/b.log",
      "b /var/log/b.log",
      "port-manager /srv/app/*.log",
    ]);
  });

  test("mount only the directories outside /var/log, the outermost of each", () => {
    const files = ["/var/log/x/*.log", "/srv/app/*.log", "/srv/app/deep/a.log", "/opt/b/?/c.log"].map(
      (path) => ({
        job: "x",
        path,
        labels: {},
      }),
    );

    expect(hostDirectories(plan({}, files))).toEqual(["/opt/b", "/srv/app"]);
  });

  test("a path that would mount the whole node is refused with the way out", () => {
    expect(() => hostDirectories(plan({}, [{ job: "x", path: "/*/a.log", labels: {} }]))).toThrow(
      'log file "/*/a.log": would mount the whole file system of the node into the log collector; name a directory before the first "*", such as "/srv/app/*.log"',
    );
  });
});

describe("the pipeline", () => {
  test("labels every line with cluster and environment, and waits for Loki for about an hour", () => {
    const quiet = { logs: { pods: { enabled: false }, host: false } };

    expect(logPipeline(plan(quiet))).toEqual({
      pushUrl: "http://loki.monitoring.svc:3100/loki/api/v1/push",
      labels: { cluster: "test-cluster", environment: "staging" },
      retry: { minPeriod: "500ms", maxPeriod: "5m", retries: 20 },
      sources: [],
    });
  });

  test("reads only what is switched on", () => {
    const { sources } = logPipeline(plan({ logs: { host: false } }));

    expect(sources.map(({ name }) => name)).toEqual(["pods"]);
  });
});

test("promtail.yaml without sources is server, positions and client", () => {
  expect(promtailConfig(logPipeline(plan({ logs: { pods: { enabled: false }, host: false } })))).toEqual({
    server: { http_listen_port: 9080, grpc_listen_port: 0, log_level: "info" },
    positions: { filename: "/var/lib/vigie-logs/positions.yaml" },
    clients: [
      {
        url: "http://loki.monitoring.svc:3100/loki/api/v1/push",
        external_labels: { cluster: "test-cluster", environment: "staging" },
        backoff_config: { min_period: "500ms", max_period: "5m", max_retries: 20 },
      },
    ],
    scrape_configs: [],
  });
});
