import { prometheusRelease } from "./releases";
import type { ToolPin } from "./pin";

const kubernetes = "v0.36.1";

/** Kubernetes is the only discovery of the stack besides the built-in static, file and http ones; the clouds' SDKs stay out. */
export const prometheusTags = ["remove_all_sd", "enable_kubernetes_sd"];

/** Stands in the linter's source for the file that reads dashboards of the v2 schema: it refuses them. */
const withoutSchemaV2 = `package lint

import (
	"encoding/json"
	"errors"
	"strings"
)

func isV2APIVersion(version string) bool {
	return strings.Contains(version, "/v2")
}

func newDashboardFromV2(json.RawMessage, string) (Dashboard, error) {
	return Dashboard{}, errors.New("is of the v2 schema, and only classic dashboards are linted")
}
`;

/** Tools that `npm test` needs. Versions follow the images of the stack, so that what is checked is what will run. */
export const checkPins: readonly ToolPin[] = [
  {
    name: "promtool",
    version: "3.15.0",
    group: "check",
    purpose: "Prometheus configuration, rules and rule tests",
    source: {
      module: "github.com/prometheus/prometheus",
      versions: ["v0.315.0"],
      package: "cmd/promtool",
      tags: prometheusTags,
      variables: { "github.com/prometheus/common/version.Version": "{version}" },
    },
    release: prometheusRelease("prometheus", "prometheus", "promtool"),
  },
  {
    name: "prometheus",
    version: "3.15.0",
    group: "check",
    purpose: "panels on real data; the server of the runtime tests",
    source: {
      module: "github.com/prometheus/prometheus",
      versions: ["v0.315.0"],
      package: "cmd/prometheus",
      tags: prometheusTags,
      variables: { "github.com/prometheus/common/version.Version": "{version}" },
    },
    release: prometheusRelease("prometheus", "prometheus", "prometheus"),
  },
  {
    name: "amtool",
    version: "0.34.0",
    group: "check",
    purpose: "Alertmanager configuration and routes",
    source: {
      module: "github.com/prometheus/alertmanager",
      versions: ["v0.34.0"],
      package: "cmd/amtool",
      variables: { "github.com/prometheus/common/version.Version": "{version}" },
    },
    release: prometheusRelease("prometheus", "alertmanager", "amtool"),
  },
  {
    name: "kubeconform",
    version: "0.8.0",
    group: "check",
    purpose: "Kubernetes objects against strict schemas",
    source: {
      module: "github.com/yannh/kubeconform",
      versions: ["v0.8.0"],
      package: "cmd/kubeconform",
      variables: { "main.version": "v{version}" },
    },
    release: {
      url: "https://github.com/yannh/kubeconform/releases/download/v{version}/kubeconform-{os}-{arch}.tar.gz",
      checksums: "https://github.com/yannh/kubeconform/releases/download/v{version}/CHECKSUMS",
      member: "kubeconform",
    },
  },
  {
    name: "pss",
    version: "0.36.1",
    group: "check",
    purpose: "Pod Security Standards, by the admission controller's own code",
    source: {
      module: "k8s.io/pod-security-admission",
      versions: [kubernetes],
      ownMain: "pss",
      requires: { "k8s.io/api": kubernetes, "k8s.io/apimachinery": kubernetes },
    },
  },
  {
    name: "promtail",
    // 3.6 is the last line with Promtail in it; no 3.6 module may be had from every proxy, 3.5.7 reads the same configuration.
    version: "3.6.10",
    group: "check",
    purpose: "Promtail configuration",
    source: {
      module: "github.com/grafana/loki/v3",
      versions: ["v3.6.10", "v3.5.7"],
      package: "clients/cmd/promtail",
      variables: { "github.com/grafana/loki/v3/pkg/util/build.Version": "{version}" },
    },
    release: {
      url: "https://github.com/grafana/loki/releases/download/v{version}/promtail-{os}-{arch}.zip",
      checksums: "https://github.com/grafana/loki/releases/download/v{version}/SHA256SUMS",
      member: "promtail-{os}-{arch}",
    },
  },
  {
    name: "loki",
    version: "3.7.8",
    group: "check",
    purpose: "Loki configuration; the server of the runtime tests",
    source: {
      module: "github.com/grafana/loki/v3",
      versions: ["v3.7.8"],
      package: "cmd/loki",
      variables: { "github.com/grafana/loki/v3/pkg/util/build.Version": "{version}" },
    },
    release: {
      url: "https://github.com/grafana/loki/releases/download/v{version}/loki-{os}-{arch}.zip",
      checksums: "https://github.com/grafana/loki/releases/download/v{version}/SHA256SUMS",
      member: "loki-{os}-{arch}",
    },
  },
  {
    name: "lokitool",
    version: "3.7.8",
    group: "check",
    purpose: "LogQL in the rules of Loki",
    source: {
      module: "github.com/grafana/loki/v3",
      versions: ["v3.7.8"],
      package: "cmd/lokitool",
      variables: { "github.com/grafana/loki/v3/pkg/util/build.Version": "{version}" },
    },
    release: {
      url: "https://github.com/grafana/loki/releases/download/v{version}/lokitool-{os}-{arch}.zip",
      checksums: "https://github.com/grafana/loki/releases/download/v{version}/SHA256SUMS",
      member: "lokitool-{os}-{arch}",
    },
  },
  {
    name: "kube-score",
    version: "1.20.0",
    group: "check",
    purpose: "good practice in Kubernetes objects",
    source: {
      module: "github.com/zegl/kube-score",
      versions: ["v1.20.0"],
      package: "cmd/kube-score",
      variables: { "main.version": "{version}" },
    },
    release: {
      url: "https://github.com/zegl/kube-score/releases/download/v{version}/kube-score_{version}_{os}_{arch}.tar.gz",
      checksums: "https://github.com/zegl/kube-score/releases/download/v{version}/checksums.txt",
      member: "kube-score",
    },
  },
  {
    name: "dashboard-linter",
    version: "0.2.0",
    group: "check",
    purpose: "good practice in Grafana dashboards, by Grafana's own linter",
    source: {
      module: "github.com/grafana/dashboard-linter",
      versions: ["v0.2.0"],
      ownMain: "dashboard-linter",
      // Dashboards of the v2 schema are read with a part of Grafana itself that module proxies do not serve; ours are classic.
      addFiles: { "lint/v2.go": withoutSchemaV2 },
    },
  },
  {
    name: "alloy-syntax",
    version: "0.1.0",
    group: "check",
    purpose: "Alloy configuration, by Alloy's own parser",
    source: { module: "github.com/grafana/alloy/syntax", versions: ["v0.1.0"], ownMain: "alloy-syntax" },
  },
  {
    name: "pint",
    version: "0.87.0",
    group: "check",
    purpose: "PromQL mistakes in rules",
    source: {
      module: "github.com/cloudflare/pint",
      versions: ["v0.87.0"],
      package: "cmd/pint",
      variables: { "main.version": "{version}" },
    },
    release: {
      url: "https://github.com/cloudflare/pint/releases/download/v{version}/pint-{version}-{os}-{arch}.tar.gz",
      checksums: "https://github.com/cloudflare/pint/releases/download/v{version}/checksums.txt",
      member: "pint-{os}-{arch}",
    },
  },
];
