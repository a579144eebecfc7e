import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { cacheRoot } from "../../../tools/cache";
import { run } from "../../../tools/process";

/** Programs of this machine that the node cannot do without, and Debian's packages with them. */
const NEEDED: Readonly<Record<string, string>> = {
  bash: "bash",
  "dpkg-deb": "dpkg",
  ip: "iproute2",
  nsenter: "util-linux",
  openssl: "openssl",
  perl: "perl",
  tar: "tar",
  unshare: "util-linux",
};

/**
 * Makes sure that a node can run here, and installs Debian packages that are missing.
 *
 * @throws with everything that is in the way at once, and the ways out.
 */
export async function prepareMachine(log: (line: string) => void): Promise<void> {
  const problems: string[] = [];
  if (process.platform !== "linux") problems.push("it needs Linux");
  if (process.getuid?.() !== 0) problems.push("it needs root (namespaces, mounts, cgroups)");
  if (!existsSync("/sys/fs/cgroup/memory"))
    problems.push("it needs cgroup version 1 controllers in /sys/fs/cgroup");
  if (!isThere("apt-get")) problems.push("it needs Debian's apt-get, for containerd, runc and databases");
  if (problems.length === 0) problems.push(...diskProblems());
  if (problems.length === 0) problems.push(...(await installMissing(log)));
  if (problems.length === 0) problems.push(...namespaceProblems());
  if (problems.length === 0) return;
  throw new Error(
    `no cluster can be started from processes here: ${problems.join("; ")}. ` +
      "Instead set KUBECONFIG to a cluster that may be used, or install Docker and kind (https://kind.sigs.k8s.io).",
  );
}

/** What a node with the images, volumes and logs of the largest stack takes, and a margin below which kubelet evicts. */
const DISK_BYTES = 6 * 1024 ** 3;

function diskProblems(): readonly string[] {
  const folder = cacheRoot();
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= DISK_BYTES) return [];
  const free = (bavail * bsize) / 1024 ** 3;
  return [`it needs 6 GiB of free disk for ${folder}, of which there are ${free.toFixed(1)}`];
}

async function installMissing(log: (line: string) => void): Promise<readonly string[]> {
  const missing = Object.keys(NEEDED).filter((program) => !isThere(program));
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((program) => NEEDED[program] ?? program))];
  log(`installing ${packages.join(", ")} (for ${missing.join(", ")})`);
  try {
    await updateLists();
    await runLogged("apt-get", ["install", "--yes", "--no-install-recommends", ...packages]);
    return [];
  } catch (error) {
    return [`these packages are missing and cannot be installed: ${packages.join(", ")} (${String(error)})`];
  }
}

/** What says no to new namespaces, as containers and hardened kernels do. */
function namespaceProblems(): readonly string[] {
  try {
    const namespaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--cgroup", "--fork"];
    execFileSync("unshare", [...namespaces, "mount", "-t", "tmpfs", "none", "/mnt"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    return [];
  } catch (error) {
    const { stderr } = error as { readonly stderr?: Buffer };
    return [`the kernel refuses new namespaces (${stderr?.toString().trim() ?? String(error)})`];
  }
}

/** Machines with a frozen clock or an older mirror have release files past their date. */
export async function updateLists(): Promise<void> {
  await runLogged("apt-get", ["-o", "Acquire::Check-Valid-Until=false", "update"]);
}

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end. @throws with the last lines of what it said when it fails. */
export async function runLogged(command: string, args: readonly string[], cwd?: string): Promise<void> {
  const outcome = await run(command, args, cwd === undefined ? {} : { cwd });
  if (outcome.status === 0) return;
  const output = `${outcome.stdout}${outcome.stderr}`.slice(-3000);
  throw new Error(`${command} ${args.join(" ")} ended with ${outcome.status}:\n${output}`);
}
