import { startCluster, startControlPlane, statusOf, stopCluster, stopControlPlane } from "./index";
import { DEFAULT_NAME } from "./types";

const usage = `usage: npx tsx test/e2e/cluster/main.ts up [NAME]             start a cluster (or take the one of KUBECONFIG)
       npx tsx test/e2e/cluster/main.ts down [NAME]           end it and remove all it left
       npx tsx test/e2e/cluster/main.ts status [NAME]         what runs
       npx tsx test/e2e/cluster/main.ts control-plane [NAME]  start etcd, API server and controller manager alone`;

async function main(args: readonly string[]): Promise<number> {
  const [command, name = DEFAULT_NAME] = args;
  switch (command) {
    case "up":
      console.log((await startCluster({ name })).kubeconfig);
      return 0;
    case "control-plane":
      console.log((await startControlPlane({ name })).kubeconfig);
      return 0;
    case "down":
      await stopCluster(name);
      await stopControlPlane(name);
      return 0;
    case "status":
      console.log(await statusOf(name));
      return 0;
    case undefined:
    default:
      console.error(usage);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
