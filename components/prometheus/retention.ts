import type { Settings } from "../../config/schema";
import { sizeBytes } from "../../config/schema/scalars";

/** Share of the volume for blocks; the rest is for the write-ahead log and for compaction, which the limit leaves out. */
const BLOCK_SHARE = 0.85;
const MEBIBYTE = 2 ** 20;

/** `17408MB`: size above which blocks are deleted, in Prometheus' units, which are powers of two too. */
export function retentionSize({ storage, retention }: Settings["prometheus"]): string {
  const bytes =
    retention.size === undefined ? sizeBytes(storage.size) * BLOCK_SHARE : sizeBytes(retention.size);
  return `${Math.floor(bytes / MEBIBYTE)}MB`;
}
