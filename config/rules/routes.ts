import type { Settings } from "../schema";
import { UIS, type PublicRoute, type Ui } from "../schema/exposure";

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
