/** Name of the Pulumi project and prefix of its keys in a stack file; the same as `name` in Pulumi.yaml. */
export const PROJECT = "vigie";
