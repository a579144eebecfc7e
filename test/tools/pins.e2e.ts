import { prometheusRelease } from "./releases";
import type { ToolPin } from "./pin";

const commonVersion = { "github.com/prometheus/common/version.Version": "{version}" };

const WITHOUT_DNS_PROVIDERS = `package dns

import (
	"fmt"

	"github.com/go-acme/lego/v4/challenge"
)

// NewDNSChallengeProviderByName knows no provider: this build has none.
func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("built without the DNS provider %s", name)
}
`;

/** Programs that only the proof on real parts runs: the stack's own servers and exporters, and what they need around them. */
export const e2ePins: readonly ToolPin[] = [
  {
    name: "alertmanager",
    version: "0.34.0",
    group: "e2e",
    purpose: "the server of the stack",
    source: {
      module: "github.com/prometheus/alertmanager",
      versions: ["v0.34.0"],
      package: "cmd/alertmanager",
      variables: commonVersion,
      // Since 0.32 the built UI is not part of the module: https://github.com/prometheus/alertmanager/pull/5113
      addFiles: { "ui/app/dist/index.html": "<!doctype html><title>Alertmanager without its UI</title>\n" },
    },
    release: prometheusRelease("prometheus", "alertmanager", "alertmanager"),
  },
  {
    name: "kube-state-metrics",
    version: "2.15.0",
    group: "e2e",
    purpose: "exporter of the stack",
    source: {
      module: "k8s.io/kube-state-metrics/v2",
      versions: ["v2.15.0"],
      variables: commonVersion,
    },
  },
  {
    name: "node_exporter",
    version: "1.12.1",
    group: "e2e",
    purpose: "exporter of the stack",
    source: {
      module: "github.com/prometheus/node_exporter",
      versions: ["v1.12.1"],
      variables: commonVersion,
    },
    release: prometheusRelease("prometheus", "node_exporter", "node_exporter"),
  },
  {
    name: "blackbox_exporter",
    version: "0.28.0",
    group: "e2e",
    purpose: "exporter of the stack",
    source: {
      module: "github.com/prometheus/blackbox_exporter",
      versions: ["v0.28.0"],
      variables: commonVersion,
    },
    release: prometheusRelease("prometheus", "blackbox_exporter", "blackbox_exporter"),
  },
  {
    name: "redis_exporter",
    version: "1.88.0",
    group: "e2e",
    purpose: "exporter of the stack",
    source: {
      module: "github.com/oliver006/redis_exporter",
      versions: ["v1.88.0"],
      variables: { "main.BuildVersion": "v{version}" },
    },
    release: {
      url: "https://github.com/oliver006/redis_exporter/releases/download/v{version}/redis_exporter-v{version}.{os}-{arch}.tar.gz",
      checksums: "https://github.com/oliver006/redis_exporter/releases/download/v{version}/sha256sums.txt",
      member: "redis_exporter-v{version}.{os}-{arch}/redis_exporter",
    },
  },
  {
    name: "postgres_exporter",
    version: "0.17.1",
    group: "e2e",
    purpose: "exporter of the stack",
    source: {
      module: "github.com/prometheus-community/postgres_exporter",
      versions: ["v0.17.1"],
      package: "cmd/postgres_exporter",
      variables: commonVersion,
    },
    release: prometheusRelease("prometheus-community", "postgres_exporter", "postgres_exporter"),
  },
  {
    name: "traefik",
    version: "3.6.7",
    group: "e2e",
    purpose: "the entrance of the stack",
    source: {
      module: "github.com/traefik/traefik/v3",
      versions: ["v3.6.7"],
      package: "cmd/traefik",
      variables: { "github.com/traefik/traefik/v3/pkg/version.Version": "{version}" },
      // A third of all that Traefik compiles: the programming interfaces of all hosters of DNS, for ACME's challenge.
      slimmed: {
        "github.com/go-acme/lego/v4": { "providers/dns/zz_gen_dns_providers.go": WITHOUT_DNS_PROVIDERS },
      },
    },
    release: {
      url: "https://github.com/traefik/traefik/releases/download/v{version}/traefik_v{version}_{os}_{arch}.tar.gz",
      checksums:
        "https://github.com/traefik/traefik/releases/download/v{version}/traefik_v{version}_checksums.txt",
      member: "traefik",
    },
  },
  {
    name: "pulumi",
    version: "3.258.0",
    group: "e2e",
    purpose: "the engine of the engine proof; its language host and plugins are in no registry",
    source: {
      module: "github.com/pulumi/pulumi/pkg/v3",
      versions: ["v3.258.0"],
      package: "cmd/pulumi",
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v{version}" },
    },
  },
];
