// Loaded before each test file. Tests that only compute make way for those that measure seconds of a running stack.
import { setPriority } from "node:os";

// Of the file that is run alone: the runner's own arguments name all of them.
if (/test\/e2e\/(engine|cluster)\/|accepted\.test/.test(process.argv[1] ?? "")) setPriority(5);
