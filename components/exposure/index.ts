export { frontDoors } from "./front-doors";
export { TraefikExposure, type TraefikExposureArgs } from "./traefik-exposure";
