export { connect, messageOf } from "./api";
export type { Answer, Api, KubeObject } from "./api";
export { apply, inApplyOrder, pathOf, remove } from "./apply";
export type { Applied } from "./apply";
export { startControlPlane, stopControlPlane } from "./localControlPlane";
export { waitUntil } from "./process";
export type { Cluster, ClusterOrigin, StartOptions } from "./types";
