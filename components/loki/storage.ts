import type { Settings } from "../../config/schema";
import { DATA } from "./paths";

type Store = "filesystem" | "s3";

interface SchemaPeriod {
  /** First day, UTC. */
  readonly from: string;
  readonly store: "tsdb";
  readonly object_store: Store;
  readonly schema: "v13";
  readonly index: { readonly prefix: string; readonly period: string };
}

const CHUNKS = `${DATA}/chunks`;

/**
 * Which days are stored where. A period that has begun must stay as it was: with another store Loki would look for its index
 * where it is not, and every older line would be gone from view. So a bucket that comes later begins a period of its own.
 * https://grafana.com/docs/loki/latest/operations/storage/schema/#changing-the-schema
 */
export function schemaPeriods({ loki }: Settings): SchemaPeriod[] {
  const { schemaFrom, objectStorage } = loki;
  if (objectStorage === undefined) return [period(schemaFrom, "filesystem")];
  const s3 = period(objectStorage.from <= schemaFrom ? schemaFrom : objectStorage.from, "s3");
  return hasOlderStorage(loki) ? [period(schemaFrom, "filesystem"), s3] : [s3];
}

/** Where the newest lines go. */
export function newestStore({ loki }: Settings): Store {
  return loki.objectStorage === undefined ? "filesystem" : "s3";
}

/** The one storage that Loki lets stand under `common`, which every part of it then uses. */
export function commonStorage({ loki }: Settings): object {
  const { objectStorage } = loki;
  if (objectStorage === undefined) return { filesystem: { chunks_directory: CHUNKS } };
  const { endpoint, region, bucket, pathStyle } = objectStorage;
  return { s3: { endpoint, region, bucketnames: bucket, s3forcepathstyle: pathStyle } };
}

/** Where the lines are from before the bucket; the same folder as without a bucket. */
export function olderStorage({ loki }: Settings): { storage_config?: object } {
  return hasOlderStorage(loki) ? { storage_config: { filesystem: { directory: CHUNKS } } } : {};
}

/** Dates of one form compare as text. */
function hasOlderStorage({ objectStorage, schemaFrom }: Settings["loki"]): boolean {
  return objectStorage !== undefined && objectStorage.from > schemaFrom;
}

function period(from: string, store: Store): SchemaPeriod {
  // Retention works with 24h periods only.
  return {
    from,
    store: "tsdb",
    object_store: store,
    schema: "v13",
    index: { prefix: "index_", period: "24h" },
  };
}
