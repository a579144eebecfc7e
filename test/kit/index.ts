export * from "./context";
export * from "./record";
export * from "./settings";
export * from "./relabel";
export * from "./files";
export * from "./stack";
export * from "./dashboard";
