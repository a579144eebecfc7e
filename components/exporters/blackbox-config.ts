import type { PortProbe, Probe } from "../../systems/model";
import type { Plan } from "../../systems/plan";

const ANY_2XX = "http_2xx";

const TCP = "tcp_connect";

interface HttpModule {
  readonly prober: "http";
  readonly http: {
    readonly valid_status_codes?: readonly number[];
    readonly follow_redirects: boolean;
    readonly preferred_ip_protocol: "ip4";
  };
}

interface TcpModule {
  readonly prober: "tcp";
  readonly tcp: { readonly preferred_ip_protocol: "ip4" };
}

type Module = HttpModule | TcpModule;

export interface BlackboxConfig {
  readonly modules: Readonly<Record<string, Module>>;
}

/** Name of the module that a probe needs. */
export function probeModule({ expectStatus }: Pick<Probe, "expectStatus">): string {
  return expectStatus === undefined ? ANY_2XX : `http_${expectStatus}`;
}

/** Name of the module that a range of ports needs. */
export function portProbeModule({ path }: Pick<PortProbe, "path">): string {
  return path === undefined ? TCP : ANY_2XX;
}

/** One module per expected status, the one for any 2xx, and TCP where it is used. The timeout is the scrape's. */
export function blackboxConfig(plan: Plan): BlackboxConfig {
  const expected = plan.systems.flatMap(({ probes }) => probes).map(({ expectStatus }) => expectStatus);
  const modules = [...new Set([undefined, ...expected])].map((status) => [
    probeModule({ expectStatus: status }),
    httpModule(status),
  ]);
  const connects = plan.systems.some(({ portProbes = [] }) =>
    portProbes.some(({ path }) => path === undefined),
  );
  return {
    modules: {
      ...(Object.fromEntries(modules) as Record<string, Module>),
      ...(connects ? { [TCP]: TCP_MODULE } : {}),
    },
  };
}

const TCP_MODULE: Module = { prober: "tcp", tcp: { preferred_ip_protocol: "ip4" } };

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
