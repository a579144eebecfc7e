import { error, warning, type Finding } from "../../../config/problem";
import type { Facts } from "../facts";
import type { Needs } from "../needs";

export function diagnoseVersion({ version, apiVersions }: Facts, needs: Needs): Finding[] {
  return [...minor(version, needs), ...missingApis(apiVersions, needs)];
}

function minor(version: string, needs: Needs): Finding[] {
  const [, major, found] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const { minor: wanted, because } = needs.version;
  if (found === undefined) {
    return [warning("Kubernetes", `says its version is "${version}"`, `see that it is 1.${wanted} or newer`)];
  }
  if (major !== "1" || Number(found) >= wanted) return [];
  return [
    error(
      "Kubernetes",
      `is ${version}, too old for ${because}`,
      `upgrade the cluster to 1.${wanted} or newer`,
    ),
  ];
}

function missingApis(served: readonly string[], needs: Needs): Finding[] {
  return needs.apiVersions
    .filter((version) => !served.includes(version))
    .map((version) =>
      error(
        version,
        "is an API that the stack uses and this server does not have",
        "upgrade the cluster, or enable it",
      ),
    );
}
