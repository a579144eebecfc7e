import { ALERTING_RULES } from "./alerting";
import { CLUSTER_RULES } from "./cluster";
import { CREDENTIAL_RULES } from "./credentials";
import { DUPLICATE_RULES } from "./duplicates";
import { EXPOSURE_RULES } from "./exposure";
import { LOG_RULES } from "./logs";
import { NAME_RULES } from "./names";
import type { Rule } from "./rule";
import { SLO_RULES } from "./slos";
import { TIME_AND_SPACE_RULES } from "./time-and-space";

/** Every rule over more than one field, in the order their findings are told. */
export const RULES: readonly Rule[] = [
  ...CLUSTER_RULES,
  ...TIME_AND_SPACE_RULES,
  ...LOG_RULES,
  ...ALERTING_RULES,
  ...CREDENTIAL_RULES,
  ...EXPOSURE_RULES,
  ...NAME_RULES,
  ...DUPLICATE_RULES,
  ...SLO_RULES,
];
