import type { SecretRef } from "../../config/schema/common";
import type { Database } from "../../config/schema/databases";
import { databaseAddress } from "./naming";

/** Where the credential files are mounted in the exporter's container. */
export const CREDENTIALS = "/etc/exporter";

/** How an exporter connects, without any secret value. */
export interface Connection {
  readonly args: readonly string[];
  /** Plain environment. */
  readonly env: Readonly<Record<string, string>>;
  /** File name under `CREDENTIALS` to where its content comes from. */
  readonly files: Readonly<Record<string, SecretRef>>;
  /** Environment that has to come from a Secret, because the exporter reads no file. */
  readonly secretEnv: Readonly<Record<string, SecretRef>>;
  /** Turns a secret value into the content of its file. */
  readonly fileContent: (value: string) => string;
}

type Of<Type extends Database["type"]> = Extract<Database, { type: Type }>;

/** Command line, environment and credential files of a database's exporter. */
export function connection(database: Database): Connection {
  switch (database.type) {
    case "postgres":
      return postgres(database);
    case "redis":
      return redis(database);
    case "mongodb":
      return mongodb(database);
  }
}

const NOTHING = {
  args: [],
  env: {},
  files: {},
  secretEnv: {},
  fileContent: (value: string) => value,
} as const;

/**
 * User and password from files; the exporter joins them with the URI and escapes them itself. The address is no secret.
 * https://github.com/prometheus-community/postgres_exporter#environment-variables
 */
function postgres(database: Of<"postgres">): Connection {
  const { user, password, sidecar, caCertificate } = database;
  // Beside the database nothing leaves the pod; anywhere else a password would cross a network.
  const sslMode = database.sslMode ?? (sidecar === undefined ? "require" : "disable");
  const options = new URLSearchParams({
    sslmode: sslMode,
    ...(caCertificate === undefined ? {} : { sslrootcert: `${CREDENTIALS}/ca.crt` }),
  });
  return {
    ...NOTHING,
    env: {
      DATA_SOURCE_URI: `${databaseAddress(database)}/${encodeURIComponent(database.database)}?${options.toString()}`,
      ...(user === undefined
        ? { DATA_SOURCE_USER: "postgres" }
        : { DATA_SOURCE_USER_FILE: `${CREDENTIALS}/user` }),
      ...(password === undefined ? {} : { DATA_SOURCE_PASS_FILE: `${CREDENTIALS}/password` }),
    },
    files: {
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      ...(caCertificate === undefined ? {} : { "ca.crt": caCertificate }),
    },
  };
}

/**
 * The password file of this exporter is a JSON map from address to password
 * (https://github.com/oliver006/redis_exporter/blob/v1.88.0/exporter/pwd_file.go). A value from the stack file is written
 * that way. A Secret that exists already holds the bare password, and the image has no shell to wrap it: there the
 * exporter gets it as an environment variable by reference, so that the value still never passes through Pulumi. So it does
 * together with a user: the map's addresses would hold that user's name, which is a secret of its own.
 */
function redis(database: Of<"redis">): Connection {
  const { user, password } = database;
  const address = `redis://${databaseAddress(database)}`;
  const env = { REDIS_ADDR: address };
  if (user !== undefined || password === undefined || "fromSecret" in password) {
    const secretEnv = {
      ...(user === undefined ? {} : { REDIS_USER: user }),
      ...(password === undefined ? {} : { REDIS_PASSWORD: password }),
    };
    return { ...NOTHING, env, secretEnv };
  }
  return {
    ...NOTHING,
    env: { ...env, REDIS_PASSWORD_FILE: `${CREDENTIALS}/passwords.json` },
    files: { "passwords.json": password },
    fileContent: (value) => JSON.stringify({ [address]: value }),
  };
}

/**
 * This exporter reads credentials from flags or the environment only
 * (https://github.com/percona/mongodb_exporter/blob/main/main.go, `GlobalFlags`), and its image holds no shell that could
 * read a file first: user and password are environment variables by Secret reference, never values, and the URI that
 * shows in the manifest holds neither. `--compatible-mode` keeps the metric names that published dashboards use.
 */
function mongodb(database: Of<"mongodb">): Connection {
  const { user, password } = database;
  return {
    ...NOTHING,
    args: [
      "--collector.dbstats",
      "--collector.diagnosticdata",
      "--collector.topmetrics",
      "--compatible-mode",
      "--web.listen-address=:9216",
    ],
    env: { MONGODB_URI: `mongodb://${databaseAddress(database)}` },
    secretEnv: {
      ...(user === undefined ? {} : { MONGODB_USER: user }),
      ...(password === undefined ? {} : { MONGODB_PASSWORD: password }),
    },
  };
}
