import { UserError } from "../../config/errors";
import { error, sentence, type Finding } from "../../config/problem";

/** Why nothing could be looked at: no kubeconfig, no credentials, no answer. */
export class ClusterError extends UserError {
  override readonly name = "ClusterError";
  readonly finding: Finding;

  constructor(path: string, reason: string, fix: string) {
    const finding = error(path, reason, fix);
    super([sentence(finding)]);
    this.finding = finding;
  }
}
