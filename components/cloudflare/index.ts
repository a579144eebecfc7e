export { CloudflareTunnel, type CloudflareTunnelArgs } from "./cloudflare-tunnel";
