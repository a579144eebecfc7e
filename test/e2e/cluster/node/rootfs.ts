import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { e2eRoot } from "../paths";
import { runLogged, updateLists } from "./machine";

/** A minimal Debian with some packages in it, kept in the cache. */
export interface RootfsSpec {
  readonly name: string;
  readonly packages: readonly string[];
  /** Just the packages' files, without a system around them and without running their scripts. @default false */
  readonly alone?: boolean;
}

export const DEBIAN_RELEASE = "bookworm";

/** What a node needs besides Kubernetes' own programs. */
export const nodeRootfs: RootfsSpec = {
  name: "node",
  packages: [
    ...["containerd", "runc", "containernetworking-plugins"],
    ...["conntrack", "iproute2", "iptables", "mount", "nftables", "procps", "util-linux"],
  ],
};

/**
 * The folder with the unpacked file system, made on first use by mmdebstrap from this machine's own package sources
 * (which are therefore verified as apt verifies them). Needs root; about a minute.
 *
 * @throws when mmdebstrap or its download fails; the message carries its last lines.
 */
export async function ensureRootfs(spec: RootfsSpec, log: (line: string) => void): Promise<string> {
  const hash = createHash("sha256")
    .update(JSON.stringify([DEBIAN_RELEASE, spec]))
    .digest("hex")
    .slice(0, 12);
  const folder = join(e2eRoot(), "rootfs", `${spec.name}-${hash}`);
  if (existsSync(folder)) return folder;
  const started = Date.now();
  log(`${spec.name}: making a Debian file system with ${spec.packages.join(", ")} (about a minute)`);
  const temporary = `${folder}.${process.pid}.tmp`;
  mkdirSync(join(e2eRoot(), "rootfs"), { recursive: true });
  // Its mounts of /proc, /sys and /dev end with it, however it ends: whoever deletes the cache must not delete through them.
  await runLogged("unshare", [
    ...["--mount", "--propagation", "private", await mmdebstrap()],
    ...["--mode=root", `--variant=${spec.alone === true ? "extract" : "minbase"}`, "--format=directory"],
    // Machines with a frozen clock or an older mirror have release files past their date.
    ...["--aptopt=Acquire::Check-Valid-Until false"],
    ...[`--include=${spec.packages.join(",")}`, DEBIAN_RELEASE, temporary],
    ...aptSources(),
  ]);
  // Another test may have been faster.
  if (existsSync(folder)) rmSync(temporary, { recursive: true, force: true });
  else renameSync(temporary, folder);
  log(`${spec.name}: done after ${Math.round((Date.now() - started) / 1000)} s`);
  return folder;
}

/** mmdebstrap is one Perl program; it is unpacked beside the cache, not installed. */
async function mmdebstrap(): Promise<string> {
  const folder = join(e2eRoot(), "mmdebstrap");
  const program = join(folder, "usr", "bin", "mmdebstrap");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  // A machine that was just made has no lists of packages yet.
  await runLogged("apt-get", ["download", "mmdebstrap"], folder).catch(async () => {
    await updateLists();
    await runLogged("apt-get", ["download", "mmdebstrap"], folder);
  });
  await runLogged("sh", ["-c", "dpkg-deb -x mmdebstrap_*.deb . && rm mmdebstrap_*.deb"], folder);
  return program;
}

/** The package sources of this machine, wherever it gets Debian from. */
function aptSources(): readonly string[] {
  const files = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];
  const usable = files.find(
    (file) => existsSync(file) && readFileSync(file, "utf8").includes(DEBIAN_RELEASE),
  );
  return usable === undefined ? ["http://deb.debian.org/debian"] : [usable];
}
