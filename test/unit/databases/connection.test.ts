import { describe, expect, test } from "@jest/globals";
import { connection } from "../../../components/databases/connection";
import { databaseAddress, exporterApp } from "../../../components/databases/naming";
import { database as schema, type Database } from "../../../config/schema/databases";

const user = { fromConfig: "dbUser" };
const password = { fromSecret: { name: "db", key: "password" } };
const sidecar = { kind: "Deployment", name: "db", namespace: "shop" } as const;

function database(fields: object): Database {
  return schema.parse({ name: "orders", sidecar, ...fields });
}

describe("the connection of an exporter", () => {
  test("PostgreSQL: the address is plain, user and password are files", () => {
    const { fileContent, ...rest } = connection(
      database({ type: "postgres", database: "gauzian", user, password }),
    );

    expect(rest).toEqual({
      args: [],
      env: {
        DATA_SOURCE_URI: "localhost:5432/gauzian?sslmode=disable",
        DATA_SOURCE_USER_FILE: "/etc/exporter/user",
        DATA_SOURCE_PASS_FILE: "/etc/exporter/password",
      },
      files: { user, password },
      secretEnv: {},
    });
    expect(fileContent("as it is")).toBe("as it is");
  });

  test("PostgreSQL without credentials asks as postgres, at the given address and SSL mode", () => {
    const { env, files } = connection(
      database({
        type: "postgres",
        database: "a b",
        sidecar: undefined,
        address: "db.example.org:6432",
        sslMode: "verify-full",
      }),
    );

    expect(env).toEqual({
      DATA_SOURCE_URI: "db.example.org:6432/a%20b?sslmode=verify-full",
      DATA_SOURCE_USER: "postgres",
    });
    expect(files).toEqual({});
  });

  test("PostgreSQL: away from the database the connection is encrypted, unless the stack file says otherwise", () => {
    const at = { type: "postgres", database: "shop", sidecar: undefined, address: "db.example.org:5432" };

    expect(connection(database(at)).env.DATA_SOURCE_URI).toBe("db.example.org:5432/shop?sslmode=require");
    expect(connection(database({ ...at, sslMode: "disable" })).env.DATA_SOURCE_URI).toBe(
      "db.example.org:5432/shop?sslmode=disable",
    );
  });

  test("PostgreSQL: the server's certificate is checked by a file too", () => {
    const caCertificate = { fromSecret: { name: "db-ca", key: "ca.crt" } };
    const { env, files } = connection(
      database({ type: "postgres", database: "shop", user, sslMode: "verify-full", caCertificate }),
    );

    expect(env.DATA_SOURCE_URI).toBe(
      "localhost:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fexporter%2Fca.crt",
    );
    expect(files).toEqual({ user, "ca.crt": caCertificate });
  });

  test("Redis: with a user both are environment variables by reference", () => {
    expect(connection(database({ type: "redis", user, password: { fromConfig: "redis" } }))).toEqual({
      args: [],
      env: { REDIS_ADDR: "redis://localhost:6379" },
      files: {},
      secretEnv: { REDIS_USER: user, REDIS_PASSWORD: { fromConfig: "redis" } },
      fileContent: expect.any(Function),
    });
  });

  test("Redis: a password of the stack file becomes the exporter's map from address to password", () => {
    const { fileContent, ...rest } = connection(
      database({ type: "redis", password: { fromConfig: "redis" } }),
    );

    expect(rest).toEqual({
      args: [],
      env: {
        REDIS_ADDR: "redis://localhost:6379",
        REDIS_PASSWORD_FILE: "/etc/exporter/passwords.json",
      },
      files: { "passwords.json": { fromConfig: "redis" } },
      secretEnv: {},
    });
    expect(JSON.parse(fileContent('with "quotes"'))).toEqual({ "redis://localhost:6379": 'with "quotes"' });
  });

  test("Redis: a password in a Secret of the user's is an environment variable by reference", () => {
    expect(connection(database({ type: "redis", password }))).toEqual({
      args: [],
      env: { REDIS_ADDR: "redis://localhost:6379" },
      files: {},
      secretEnv: { REDIS_PASSWORD: password },
      fileContent: expect.any(Function),
    });
  });

  test("Redis without a password has only its address", () => {
    const { env, files, secretEnv } = connection(database({ type: "redis" }));

    expect([env, files, secretEnv]).toEqual([{ REDIS_ADDR: "redis://localhost:6379" }, {}, {}]);
  });

  test("MongoDB: the URI holds no credentials", () => {
    expect(connection(database({ type: "mongodb", user, password }))).toEqual({
      args: [
        "--collector.dbstats",
        "--collector.diagnosticdata",
        "--collector.topmetrics",
        "--compatible-mode",
        "--web.listen-address=:9216",
      ],
      env: { MONGODB_URI: "mongodb://localhost:27017" },
      files: {},
      secretEnv: { MONGODB_USER: user, MONGODB_PASSWORD: password },
      fileContent: expect.any(Function),
    });
  });
});

describe("names", () => {
  test("an exporter of its own is named after database and type", () => {
    expect(exporterApp(database({ type: "redis" }))).toBe("orders-redis-exporter");
  });

  test("a name too long for a Service is cut and told apart by a hash", () => {
    const long = exporterApp(database({ name: "a".repeat(60), type: "redis" }));
    const other = exporterApp(database({ name: "a".repeat(61), type: "redis" }));

    expect(long).toMatch(/^a{54}-[0-9a-f]{8}$/);
    expect(other).not.toBe(long);
  });

  test("beside the database the address is localhost", () => {
    expect(databaseAddress(database({ type: "mongodb" }))).toBe("localhost:27017");
  });
});
