import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import type { Rule } from "./rule";

export const CREDENTIAL_RULES: readonly Rule[] = [
  { name: "databasesHaveOnePlace", reads: ["databases"], check: databasesHaveOnePlace },
  { name: "databaseLoginsAreComplete", reads: ["databases"], check: databaseLoginsAreComplete },
  { name: "certificatesAreRead", reads: ["databases"], check: certificatesAreRead },
  { name: "plainConnectionsStayInside", reads: ["databases", "systems"], check: plainConnectionsStayInside },
  { name: "gauzianLoginIsComplete", reads: ["systems"], check: gauzianLoginIsComplete },
  { name: "remoteWriteHasOneLogin", reads: ["prometheus"], check: remoteWriteHasOneLogin },
];

function databasesHaveOnePlace({ databases }: Settings): readonly Finding[] {
  return databases.flatMap(({ sidecar, address }, index) => {
    if ((sidecar === undefined) !== (address === undefined)) return [];
    const reason = sidecar === undefined ? "has neither sidecar nor address" : "has both sidecar and address";
    const fix = "write sidecar (in a workload of this cluster) or address (host:port), one of the two";
    return [error(`vigie:databases[${index}]`, reason, fix)];
  });
}

interface Login {
  readonly user?: unknown;
  readonly password?: unknown;
}

function incomplete({ user, password }: Login, path: string): readonly Finding[] {
  if ((user === undefined) === (password === undefined)) return [];
  const [there, absent] = user === undefined ? ["password", "user"] : ["user", "password"];
  return [error(`${path}.${absent}`, `is missing, ${there} is set`, "write both or neither")];
}

function databaseLoginsAreComplete({ databases }: Settings): readonly Finding[] {
  return databases.flatMap((database, index) =>
    database.type === "redis" ? [] : incomplete(database, `vigie:databases[${index}]`),
  );
}

function certificatesAreRead({ databases }: Settings): readonly Finding[] {
  return databases.flatMap((database, index) => {
    if (database.type !== "postgres" || database.caCertificate === undefined) return [];
    const { sslMode = database.sidecar === undefined ? "require" : "disable" } = database;
    if (sslMode !== "disable") return [];
    const reason = 'is not read, sslMode is "disable"';
    const fix = "write sslMode: verify-full, or leave it out";
    return [error(`vigie:databases[${index}].caCertificate`, reason, fix)];
  });
}

/** Of the cluster's own network, or of the machine that a development cluster runs on. */
const INSIDE = /^(localhost|127(\.\d+){3}|host\.docker\.internal|[^.]+\.[^.]+\.svc(\..+)?):/;

/** `disable` where the connection leaves the cluster: what the exporter reads, and how it logs in, in clear. */
function plainConnectionsStayInside({ databases, systems }: Settings): readonly Finding[] {
  const { crm, tumulte } = systems;
  const all = [
    ...databases.flatMap((database, index) =>
      database.type === "postgres" ? [{ path: `vigie:databases[${index}]`, ...database }] : [],
    ),
    ...(crm?.postgres === undefined ? [] : [{ path: "vigie:systems.crm.postgres", ...crm.postgres }]),
    ...(tumulte?.postgres === undefined
      ? []
      : [{ path: "vigie:systems.tumulte.postgres", ...tumulte.postgres }]),
  ];
  return all.flatMap(({ path, address, sslMode }) => {
    if (sslMode !== "disable" || address === undefined || INSIDE.test(address)) return [];
    const reason = `is "disable", and ${address} is outside the cluster: what the exporter reads crosses the network in clear`;
    return [warning(`${path}.sslMode`, reason, "leave it out: it is then require; or write verify-full")];
  });
}

function gauzianLoginIsComplete({ systems }: Settings): readonly Finding[] {
  const postgres = systems.gauzian?.postgresExporter;
  if (postgres?.enabled !== true) return [];
  const path = "vigie:systems.gauzian.postgresExporter";
  if (postgres.user !== undefined || postgres.password !== undefined) return incomplete(postgres, path);
  return [error(`${path}.user`, "is missing", "write user and password, PostgreSQL lets nobody in without")];
}

function remoteWriteHasOneLogin({ prometheus }: Settings): readonly Finding[] {
  return prometheus.remoteWrite.flatMap(({ username, password, bearerToken }, index) => {
    const path = `vigie:prometheus.remoteWrite[${index}]`;
    if (bearerToken !== undefined && (username !== undefined || password !== undefined)) {
      return [error(`${path}.bearerToken`, "stands beside username and password", "keep one kind of login")];
    }
    if (password !== undefined && username === undefined) {
      return [error(`${path}.username`, "is missing, password is set", "write both or neither")];
    }
    if (username !== undefined && password === undefined) {
      return [error(`${path}.password`, "is missing, username is set", "write both or neither")];
    }
    return [];
  });
}
