// Loaded before each test file. Tests that only compute make way for those that measure seconds of a running stack.
import { setPriority } from "node:os";

if (process.argv.some((arg) => /test\/e2e\/(engine|cluster)\/|accepted\.test/.test(arg))) setPriority(5);
