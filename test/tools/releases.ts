import type { OfficialRelease } from "./pin";

/** The layout shared by Prometheus, Alertmanager and the exporters (github.com/prometheus/promu). */
export function prometheusRelease(owner: string, project: string, program: string): OfficialRelease {
  const base = `https://github.com/${owner}/${project}/releases/download/v{version}`;
  const folder = `${project}-{version}.{os}-{arch}`;
  return {
    url: `${base}/${folder}.tar.gz`,
    checksums: `${base}/sha256sums.txt`,
    member: `${folder}/${program}`,
  };
}
