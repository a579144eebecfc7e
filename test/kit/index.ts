export * from "./context";
export * from "./record";
export * from "./settings";
