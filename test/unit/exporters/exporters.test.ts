import { describe, expect, it } from "@jest/globals";
import { blackboxConfig, probeModule } from "../../../components/exporters";
import { probeEgress } from "../../../components/exporters/blackbox-traffic";
import { KUBE_STATE_RULES, watchedResources } from "../../../components/exporters/kube-state-resources";
import {
  HOST_MOUNTS,
  HOST_VOLUMES,
  NODE_EXPORTER_ARGS,
} from "../../../components/exporters/node-exporter-host";
import type { Duration } from "../../../config/schema/scalars";
import type { Probe } from "../../../systems/model";
import { planWith, settingsWith, systemWith } from "../../kit/settings";

function probe(url: string, expectStatus?: number): Probe {
  return { name: "p", url, interval: "30s" as Duration, expectStatus };
}

function planOf(...probes: Probe[]) {
  return planWith(settingsWith(), [systemWith({ probes })]);
}

describe("blackbox modules", () => {
  it("are one for any 2xx and one per expected status", () => {
    const plan = planOf(
      probe("http://a.example.org"),
      probe("http://b.example.org", 401),
      probe("http://c.example.org", 401),
      probe("http://d.example.org", 301),
    );

    expect(blackboxConfig(plan)).toEqual({
      modules: {
        http_2xx: { prober: "http", http: { follow_redirects: true, preferred_ip_protocol: "ip4" } },
        http_401: {
          prober: "http",
          http: { valid_status_codes: [401], follow_redirects: true, preferred_ip_protocol: "ip4" },
        },
        http_301: {
          prober: "http",
          http: { valid_status_codes: [301], follow_redirects: false, preferred_ip_protocol: "ip4" },
        },
      },
    });
  });

  it("exist for every probe", () => {
    const probes = [probe("http://a.example.org"), probe("http://b.example.org", 204)];
    const { modules } = blackboxConfig(planOf(...probes));

    for (const each of probes) expect(modules).toHaveProperty(probeModule(each));
  });
});

it("lets probes reach pods, and outside only the ports of their URLs", () => {
  const plan = planOf(
    probe("https://a.example.org"),
    probe("http://b.example.org/x"),
    probe("https://c.example.org:8443"),
    probe("https://d.example.org"),
  );

  expect(probeEgress(plan)).toEqual([
    { peers: [{ pods: "all" }] },
    { peers: [{ anywhere: true }], ports: [80, 443, 8443] },
  ]);
  expect(probeEgress(planOf())).toEqual([{ peers: [{ pods: "all" }] }]);
});

describe("kube-state-metrics", () => {
  it("may list and watch exactly what it is told to, and nothing secret", () => {
    const allowed = KUBE_STATE_RULES.flatMap(({ resources }) => resources as string[]).sort();

    expect(allowed).toEqual(watchedResources().split(","));
    expect(allowed).toEqual(
      expect.arrayContaining(["deployments", "jobs", "nodes", "persistentvolumeclaims", "pods"]),
    );
    expect(allowed).not.toEqual(expect.arrayContaining(["secrets"]));
    expect(allowed).not.toEqual(expect.arrayContaining(["configmaps"]));
    for (const { verbs } of KUBE_STATE_RULES) expect(verbs).toEqual(["list", "watch"]);
  });
});

describe("node-exporter", () => {
  it("sees the host read-only, and each folder where its flag says", () => {
    expect(HOST_VOLUMES.map(({ name }) => name)).toEqual(HOST_MOUNTS.map(({ name }) => name));
    for (const mount of HOST_MOUNTS) expect(mount.readOnly).toBe(true);
    const paths = NODE_EXPORTER_ARGS.filter((flag) => flag.startsWith("--path.")).map(
      (flag) => flag.split("=")[1],
    );
    expect(paths).toEqual(HOST_MOUNTS.map(({ mountPath }) => mountPath));
  });

  const excluded = (flag: string) =>
    new RegExp(NODE_EXPORTER_ARGS.find((arg) => arg.includes(flag))?.split("-exclude=")[1] ?? "");

  it.each([
    ["/", false],
    ["/boot/efi", false],
    ["/data", false],
    ["/devices", false],
    ["/var/lib/rancher", false],
    ["/var/lib/kubelet", false],
    ["/var/lib/kubelet/pods/1/volumes/x", true],
    ["/run/k3s/containerd/io", true],
    ["/proc", true],
    ["/sys/fs/cgroup", true],
  ])("mount %s left out: %s", (path, out) => {
    expect(excluded("mount-points").test(path)).toBe(out);
  });

  it.each([
    ["ext4", false],
    ["xfs", false],
    ["zfs", false],
    ["tmpfs", true],
    ["overlay", true],
    ["cgroup2", true],
  ])("file system %s left out: %s", (type, out) => {
    expect(excluded("fs-types").test(type)).toBe(out);
  });
});
