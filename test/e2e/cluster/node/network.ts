import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { POD_RANGE, SERVICE_RANGE } from "../controlPlane";

/** The two ends of the wire between this machine and the node: a network of its own with room for just these two. */
export interface Wire {
  /** Interface on this machine; it disappears with the node. */
  readonly device: string;
  readonly host: string;
  readonly node: string;
}

/** Addresses reserved for documentation (RFC 5737): in the node they stand for the Internet. */
export const INTERNET_ADDRESSES = ["198.51.100.10", "198.51.100.11", "198.51.100.12"] as const;

/** Hosts of the Internet that exist in the node's world: all of them are the receiver (test/e2e/images/parts/receiver.go). */
export const INTERNET_HOSTS: Readonly<Record<string, string>> = {
  "discord.com": INTERNET_ADDRESSES[0],
  "hooks.slack.com": INTERNET_ADDRESSES[1],
  "hc-ping.com": INTERNET_ADDRESSES[2],
};

/** Port of the node at which tests read and clear what the receiver got. */
export const RECEIVER_PORT = 8090;

/** A wire whose addresses this machine does not use yet. */
export function chooseWire(name: string): Wire {
  const taken = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address)),
  );
  const first = createHash("sha256").update(name).digest().readUInt16BE() % 16_384;
  for (let step = 0; step < 16_384; step++) {
    const block = ((first + step) % 16_384) * 4;
    const address = (offset: number): string => `10.213.${block >> 8}.${(block & 255) + offset}`;
    if (!taken.has(address(1))) return { device: `vg${block}`, host: address(1), node: address(2) };
  }
  throw new Error("10.213.0.0/16 has no free addresses on this machine");
}

/** Lays the wire into the network namespace of the process. */
export function layWire(wire: Wire, pid: number): void {
  ip(["link", "add", wire.device, "type", "veth", "peer", "name", "eth0", "netns", String(pid)]);
  ip(["address", "add", `${wire.host}/30`, "dev", wire.device]);
  ip(["link", "set", wire.device, "up"]);
}

/** Takes the wire away, unless it is gone already. */
export function removeWire(device: string): void {
  if (networkInterfaces()[device] === undefined) return;
  try {
    ip(["link", "delete", device]);
  } catch {
    // It went by itself in between.
  }
}

/** What the node does with its end: addresses, routes, and a wall, so that nothing in it ever talks to the real Internet. */
export function networkScript(wire: Wire, internet: readonly string[]): string {
  const inside = [`${wire.host}/30`, POD_RANGE, SERVICE_RANGE, "127.0.0.0/8", ...internet];
  return [
    "set -e",
    `ip address add ${wire.node}/30 dev eth0`,
    "ip link set eth0 up",
    // Services need a route before their address is translated; what would really leave by it ends at the wall.
    `ip route add default via ${wire.host}`,
    ...internet.map((address) => `ip address add ${address}/32 dev lo`),
    "echo 1 >/proc/sys/net/ipv4/ip_forward",
    "nft -f - <<'RULES'",
    "table ip vigie-wall {",
    `  set inside { type ipv4_addr; flags interval; elements = { ${inside.join(", ")} }; }`,
    "  chain forward { type filter hook forward priority 10; ip daddr != @inside reject; }",
    "  chain output { type filter hook output priority 10; ip daddr != @inside reject; }",
    "}",
    "RULES",
    "",
  ].join("\n");
}

function ip(args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "inherit"] });
}
