import { expect, test } from "@jest/globals";
import { connection } from "../../../components/databases/connection";
import { planOf, WITH_CRM, WITH_GAUZIAN, WITH_TUMULTE } from "./plans";

/** TLS mode of each PostgreSQL connection of a stack, by the database's name. */
function modes(more: Parameters<typeof planOf>[0]): Readonly<Record<string, string | null>> {
  const databases = planOf(more).systems.flatMap((system) => system.databases);
  return Object.fromEntries(
    databases.flatMap((database) => {
      const uri: string | undefined = connection(database).env.DATA_SOURCE_URI;
      if (uri === undefined) return [];
      return [[database.name, new URL(`postgres://${uri}`).searchParams.get("sslmode")]];
    }),
  );
}

test("a product's PostgreSQL at an address is asked over TLS, unless its stack file says otherwise", () => {
  expect(modes(WITH_TUMULTE)).toEqual({ "tumulte-postgres": "require" });
  expect(modes(WITH_CRM)).toEqual({ "crm-postgres": "require" });
  const { postgres, ...tumulte } = WITH_TUMULTE.systems?.tumulte ?? {};
  if (postgres === undefined) throw new Error("no PostgreSQL");
  const plain = {
    systems: { tumulte: { ...tumulte, postgres: { ...postgres, sslMode: "disable" } } },
  } as const;
  expect(modes(plain)).toEqual({ "tumulte-postgres": "disable" });
});

test("beside the database nothing leaves the pod", () => {
  expect(modes(WITH_GAUZIAN)).toEqual({ "gauzian-postgres": "disable" });
});
