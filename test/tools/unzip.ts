import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { inflateRawSync } from "node:zlib";

/** Signatures and sizes from the ZIP format, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3. */
const endOfDirectory = { signature: 0x06054b50, size: 22 };
const directoryEntry = { signature: 0x02014b50, size: 46 };
const localHeaderSize = 30;
const stored = 0;
const deflated = 8;

/**
 * Unpacks a ZIP archive into `folder`; Node has no such function, and `unzip` is missing on many small images.
 * @throws if the archive is damaged or an entry would leave the folder
 */
export function unzip(archive: Buffer, folder: string): void {
  const end = archive.lastIndexOf(littleEndian(endOfDirectory.signature));
  if (end < 0 || end + endOfDirectory.size > archive.length) throw new Error("not a ZIP archive");
  let position = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(position) !== directoryEntry.signature) throw new Error("damaged ZIP archive");
    const nameLength = archive.readUInt16LE(position + 28);
    const nameStart = position + directoryEntry.size;
    const name = archive.toString("utf8", nameStart, nameStart + nameLength);
    if (!name.endsWith("/")) writeEntry(folder, name, readEntry(archive, position));
    position =
      nameStart + nameLength + archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
  }
}

function readEntry(archive: Buffer, position: number): Buffer {
  const method = archive.readUInt16LE(position + 10);
  const size = archive.readUInt32LE(position + 20);
  const header = archive.readUInt32LE(position + 42);
  // The local header repeats name and extra fields, with lengths of its own.
  const start =
    header + localHeaderSize + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const content = archive.subarray(start, start + size);
  if (method === stored) return content;
  if (method === deflated) return inflateRawSync(content);
  throw new Error(`unknown ZIP compression ${method}`);
}

function writeEntry(folder: string, name: string, content: Buffer): void {
  const file = resolve(folder, name);
  if (!file.startsWith(resolve(folder) + sep))
    throw new Error(`${name} would be written outside of its folder`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
