import type { Settings } from "../schema";
import type { PublicRoute } from "../schema/exposure";

export const UIS = ["grafana", "prometheus", "alertmanager"] as const;
export type Ui = (typeof UIS)[number];

export interface NamedRoute {
  readonly ui: Ui;
  readonly route: PublicRoute;
  readonly path: string;
}

/** The public routes that are set, with their paths in the stack file. */
export function publicRoutes({ exposure }: Settings): readonly NamedRoute[] {
  return UIS.flatMap((ui) => {
    const route = exposure[ui];
    return route === undefined ? [] : [{ ui, route, path: `vigie:exposure.${ui}` }];
  });
}
