export { exposureGraph, frontDoors, urls, type ExposedRoute, type PublicEndpoint } from "./graph";
export { TraefikExposure, type TraefikExposureArgs } from "./traefik-exposure";
