/**
 * Modules that the Pulumi SDK loads at import and that these commands never use: the TypeScript compiler and npm's
 * dependency tree (both for serialising functions into the cloud) and the Automation API. Together they cost more than the
 * rest of a command, so each is replaced by an object that loads it at the first use, which then still works.
 */
const LAZY = [
  { filter: /^typescript$/, from: /@pulumi[\\/]pulumi/ },
  { filter: /^@npmcli\/arborist$/, from: /@pulumi[\\/]pulumi/ },
  { filter: /^\.\/automation$/, from: /@pulumi[\\/]pulumi$/, external: "@pulumi/pulumi/automation" },
];

/** What stands in: says that it is an ES module, so that importing it copies no property and thus loads nothing. */
const standIn = (name) => `
let loaded;
module.exports = new Proxy({ __esModule: true }, {
  get: (own, key) => (key in own ? own[key] : (loaded ??= require(${JSON.stringify(name)}))[key]),
});`;

/** Left out of the bundle: found in node_modules if ever used. */
export const LAZY_EXTERNALS = LAZY.map(
  ({ filter, external }) => external ?? filter.source.replace(/[\^$\\]/g, ""),
);

export const lazyModules = {
  name: "lazy-modules",
  setup(build) {
    for (const { filter, from, external } of LAZY) {
      build.onResolve({ filter }, ({ path, resolveDir }) =>
        from.test(resolveDir) ? { path: external ?? path, namespace: "lazy" } : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({
      contents: standIn(path),
      loader: "js",
    }));
  },
};
