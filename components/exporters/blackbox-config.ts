import type { Probe } from "../../systems/model";
import type { Plan } from "../../systems/plan";

export const ANY_2XX = "http_2xx";

interface Module {
  readonly prober: "http";
  readonly http: {
    readonly valid_status_codes?: readonly number[];
    readonly follow_redirects: boolean;
    readonly preferred_ip_protocol: "ip4";
  };
}

export interface BlackboxConfig {
  readonly modules: Readonly<Record<string, Module>>;
}

/** Name of the module that a probe needs. */
export function probeModule({ expectStatus }: Pick<Probe, "expectStatus">): string {
  return expectStatus === undefined ? ANY_2XX : `http_${expectStatus}`;
}

/** One module per expected status, and the one for any 2xx. The timeout is the scrape's. */
export function blackboxConfig(plan: Plan): BlackboxConfig {
  const expected = plan.systems.flatMap(({ probes }) => probes).map(({ expectStatus }) => expectStatus);
  const modules = [...new Set([undefined, ...expected])].map((status) => [
    probeModule({ expectStatus: status }),
    httpModule(status),
  ]);
  return { modules: Object.fromEntries(modules) as Record<string, Module> };
}

function httpModule(status: number | undefined): Module {
  const redirect = status !== undefined && status >= 300 && status < 400;
  return {
    prober: "http",
    http: {
      ...(status === undefined ? {} : { valid_status_codes: [status] }),
      // Followed, an expected redirect would never be seen.
      follow_redirects: !redirect,
      preferred_ip_protocol: "ip4",
    },
  };
}
