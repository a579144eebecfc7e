const root = require("../../jest.config.js");

/**
 * The proof on real parts: slow, one file after the other (two cores, one cluster), never part of `npm test`.
 * Processes that a test starts are its own to end.
 */
module.exports = {
  ...root,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
  maxWorkers: 1,
  testTimeout: 20 * 60 * 1000,
};
