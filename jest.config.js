/** Types are checked once by `tsc`; tests only transpile (with ts-jest and type checking one component test costs 20 s). */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/{unit,manifests,acceptance,tools}/**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  setupFiles: ["<rootDir>/test/kit/short-traces.cjs"],
  maxWorkers: "100%",
  // Loading the SDKs alone takes seconds on a busy machine.
  testTimeout: 60_000,
};
