import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { controlPlaneUnits, ensureCredentials, prepareData } from "../controlPlane";
import { clusterDirectory } from "../paths";
import { ensureCertificate } from "../pki";
import { logTail, runningPid, startProcess, stopProcess, waitUntil } from "../process";
import { CONTROL_PLANE_PROGRAMS, NODE_PROGRAMS, toolPath } from "../programs";
import type { Wire } from "./network";
import { chooseWire, INTERNET_HOSTS, layWire, networkScript, removeWire } from "./network";
import { nodeFiles, nodeUnits, places, unitScript } from "./units";

export const API_PORT = 6443;

/** Folders of the node that live on this machine's disk; a dot stands for a slash (see node.sh). */
const folders = [
  ...[
    "etc.kubernetes.pki",
    "etc.vigie",
    "opt.local-path",
    "opt.vigie.bin",
    "opt.vigie.images",
    "var.lib.containerd",
    "var.lib.kubelet",
  ],
  ...["var.lib.vigie-control-plane", "var.log"],
] as const;

/** Path on this machine of a folder or file that the node sees as `path`. */
export function onMachine(name: string, path: string): string {
  const node = join(clusterDirectory(name), "node");
  const owner = [...folders]
    .reverse()
    .find((folder) => `${path}/`.startsWith(`/${folder.replaceAll(".", "/")}/`));
  if (owner === undefined) throw new Error(`${path} is not kept on this machine's disk`);
  return join(node, owner, path.slice(owner.length + 1));
}

/** What a node is made of besides the pinned programs. */
export interface NodeParts {
  /** Folder with its file system; it is only read. */
  readonly rootfs: string;
  /** The binary of the suite's own programs. */
  readonly parts: string;
  /** Addresses that stand for the world outside. */
  readonly addresses: readonly string[];
}

/** Writes everything the node reads, then starts it. */
export async function startNode(name: string, { rootfs, parts, addresses }: NodeParts): Promise<void> {
  const directory = clusterDirectory(name);
  for (const folder of folders) mkdirSync(join(directory, "node", folder), { recursive: true, mode: 0o755 });
  const wire = chooseWire(name);
  const pki = onMachine(name, places.pki);
  ensureCredentials(pki, `https://${wire.node}:${API_PORT}`, [wire.node, "127.0.0.1"], name);
  prepareData(onMachine(name, places.etcd));
  for (const program of [...CONTROL_PLANE_PROGRAMS, ...NODE_PROGRAMS]) {
    provide(toolPath(program), join(onMachine(name, places.programs), program));
  }
  ensureCertificate(pki, { name: "internet", commonName: "internet", hosts: Object.keys(INTERNET_HOSTS) });
  provide(parts, join(onMachine(name, places.programs), "parts"));
  writeConfiguration(name, wire, addresses);
  const script = join(__dirname, "node.sh");
  const pid = startProcess({
    name: "node",
    command: "bash",
    args: [script, "start", directory, rootfs],
    directory,
  });
  const inner = await firstProcess(directory, pid);
  writeFileSync(wireFile(name), wire.device);
  layWire(wire, inner);
}

function writeConfiguration(name: string, wire: Wire, addresses: readonly string[]): void {
  const nodeIp = wire.node;
  const write = (path: string, text: string): void => {
    const file = join(onMachine(name, places.config), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const layout = {
    binary: (program: string) => join(places.programs, program),
    pki: places.pki,
    data: places.etcd,
    bind: "0.0.0.0",
    advertise: nodeIp,
    ports: { api: API_PORT, etcd: 2379, etcdPeer: 2380 },
  };
  for (const unit of [...controlPlaneUnits(layout), ...nodeUnits(name)]) {
    write(`units/${unit.name}`, unitScript(unit, nodeIp));
  }
  for (const [path, text] of Object.entries(nodeFiles())) write(path, text);
  write("network.sh", networkScript(wire, addresses));
}

/** Ends the node and removes what it left: cgroups and its folder. */
export async function stopNode(name: string): Promise<void> {
  const directory = clusterDirectory(name);
  if (!existsSync(join(directory, "node"))) return;
  // Ending the outer process ends the node's first process, and with it the kernel ends all the others at once.
  await stopProcess(directory, "node", 0);
  // The kernel takes the wire back by itself, but some seconds later.
  if (existsSync(wireFile(name))) removeWire(readFileSync(wireFile(name), "utf8"));
  const cgroups = join(directory, "cgroups");
  if (existsSync(cgroups)) {
    const groups = readFileSync(cgroups, "utf8").trim().split("\n");
    const gone = await waitUntil(() => groups.every(removeGroup), 20_000);
    if (!gone) throw new Error(`cgroups of ${name} do not go away: ${groups.filter(existsSync).join(", ")}`);
  }
  rmSync(directory, { recursive: true, force: true });
}

function wireFile(name: string): string {
  return join(clusterDirectory(name), "wire");
}

/** True when the control group and everything below is gone. A group is removed only when its last process is. */
function removeGroup(folder: string): boolean {
  if (!existsSync(folder)) return true;
  const below = execFileSync("find", [folder, "-depth", "-type", "d"], { encoding: "utf8" })
    .trim()
    .split("\n");
  for (const group of below) rmdirSync(group);
  return !existsSync(folder);
}

/** The pid, on this machine, of the node's first process. */
export function nodePid(name: string): number | undefined {
  const outer = runningPid(clusterDirectory(name), "node");
  return outer === undefined ? undefined : childOf(outer);
}

/** The command that runs `command` inside the node. @throws when the node does not run. */
export function nodeCommand(name: string, command: readonly string[]): readonly string[] {
  const pid = nodePid(name);
  if (pid === undefined)
    throw new Error(`the cluster ${name} does not run; start it with: npx tsx test/e2e/cluster/main.ts up`);
  const namespaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd=/"];
  const path = `PATH=${places.programs}:/usr/sbin:/usr/bin:/sbin:/bin`;
  return [
    "nsenter",
    "--target",
    String(pid),
    ...namespaces,
    "--",
    "/usr/bin/env",
    "-i",
    path,
    "HOME=/root",
    ...command,
  ];
}

/** Runs a command inside the node and returns its standard output. */
export function inNode(name: string, command: readonly string[], input?: string | Buffer): string {
  const [program = "", ...args] = nodeCommand(name, command);
  return execFileSync(program, args, {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

async function firstProcess(directory: string, outer: number): Promise<number> {
  let inner: number | undefined;
  const found = await waitUntil(
    () => runningPid(directory, "node") === undefined || (inner = childOf(outer)) !== undefined,
    10_000,
    50,
  );
  if (inner === undefined)
    throw new Error(`the node did not start${found ? "" : " in 10 s"}:\n${logTail(directory, "node")}`);
  return inner;
}

/** The only child of unshare; the shell that it was before has other, short-lived children, which are not it. */
function childOf(pid: number): number | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("unshare\0")) return undefined;
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0];
    return child === undefined || child === "" ? undefined : Number(child);
  } catch {
    return undefined;
  }
}

/** Puts a program where the node sees it: a second name for the same file where the disk is the same, else a copy. */
function provide(source: string, target: string): void {
  if (existsSync(target)) return;
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
