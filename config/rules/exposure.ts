import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import { isReservedHost } from "./reserved-host";
import { publicRoutes } from "./routes";
import type { Rule } from "./rule";

export const EXPOSURE_RULES: readonly Rule[] = [
  { name: "authFitsUi", reads: ["exposure"], check: authFitsUi },
  { name: "accessNeedsTunnel", reads: ["exposure"], check: accessNeedsTunnel },
  { name: "tunnelPassesTraefik", reads: ["exposure"], check: tunnelPassesTraefik },
  { name: "accessNamesSomebody", reads: ["exposure"], check: accessNamesSomebody },
  { name: "accessNeedsTeam", reads: ["exposure", "cloudflare"], check: accessNeedsTeam },
  { name: "tunnelNeedsCloudflare", reads: ["exposure", "cloudflare"], check: tunnelNeedsCloudflare },
  { name: "tunnelledHostsAreInZone", reads: ["exposure", "cloudflare"], check: tunnelledHostsAreInZone },
  { name: "oauthNeedsAddress", reads: ["exposure", "grafana"], check: oauthNeedsAddress },
  { name: "tunnelIsUsed", reads: ["exposure", "cloudflare"], check: tunnelIsUsed },
  { name: "cloudflareSecretsComeFromConfig", reads: ["cloudflare"], check: cloudflareSecretsComeFromConfig },
  { name: "hostsAreReal", reads: ["exposure"], check: hostsAreReal },
  { name: "hostsDiffer", reads: ["exposure"], check: hostsDiffer },
  { name: "middlewaresAreReachable", reads: ["exposure", "namespace"], check: middlewaresAreReachable },
];

/** Only Grafana has a login form of its own; the two others would stand open. */
function authFitsUi(settings: Settings): readonly Finding[] {
  return publicRoutes(settings)
    .filter(({ ui, route }) => ui !== "grafana" && route.auth.type === "login")
    .map(({ ui, route, path }) =>
      error(
        `${path}.auth.type`,
        `is "login", but ${ui === "prometheus" ? "Prometheus" : "Alertmanager"} has no login form and would be open to everybody`,
        `write ${route.via === "tunnel" ? '"access"' : '"basic", or "access" with via: tunnel'}`,
      ),
    );
}

function accessNeedsTunnel(settings: Settings): readonly Finding[] {
  return publicRoutes(settings)
    .filter(({ route }) => route.auth.type === "access" && route.via !== "tunnel")
    .map(({ ui, path }) =>
      error(
        `${path}.auth.type`,
        'is "access", which guards only what comes through the tunnel',
        `add via: tunnel, or write ${ui === "grafana" ? '"login"' : '"basic"'}`,
      ),
    );
}

/** What Traefik does for a route is nothing that cloudflared could do. */
function tunnelPassesTraefik(settings: Settings): readonly Finding[] {
  return publicRoutes(settings)
    .filter(({ route }) => route.via === "tunnel")
    .flatMap(({ ui, route, path }) => [
      ...(route.auth.type === "basic"
        ? [
            error(
              `${path}.auth.type`,
              'is "basic", which Traefik asks for, and the tunnel leads past Traefik',
              `write ${ui === "grafana" ? '"access" or "login"' : '"access"'}, or via: traefik`,
            ),
          ]
        : []),
      ...(route.path !== undefined
        ? [
            error(
              `${path}.path`,
              `is "${route.path}", which Traefik takes off, and the tunnel leads past Traefik`,
              "give it a host of its own, or write via: traefik",
            ),
          ]
        : []),
      ...(route.middlewares.length > 0
        ? [
            error(
              `${path}.middlewares`,
              "are Traefik's, and the tunnel leads past it",
              "remove them, or write via: traefik",
            ),
          ]
        : []),
    ]);
}

function accessNamesSomebody(settings: Settings): readonly Finding[] {
  return publicRoutes(settings)
    .filter(
      ({ route: { auth } }) => auth.type === "access" && auth.emails.length + auth.emailDomains.length === 0,
    )
    .map(({ path }) => error(`${path}.auth`, "lets nobody in", "add emails or emailDomains"));
}

function accessNeedsTeam(settings: Settings): readonly Finding[] {
  const { cloudflare } = settings;
  const guarded = publicRoutes(settings).find(({ route }) => route.auth.type === "access");
  if (cloudflare === undefined || cloudflare.teamName !== undefined || guarded === undefined) return [];
  return [
    error(
      "vigie:cloudflare.teamName",
      `is missing, ${guarded.path}.auth is "access"`,
      "write the team's name, the first part of <team>.cloudflareaccess.com",
    ),
  ];
}

function tunnelNeedsCloudflare(settings: Settings): readonly Finding[] {
  if (settings.cloudflare !== undefined) return [];
  return publicRoutes(settings)
    .filter(({ route }) => route.via === "tunnel")
    .map(({ path }) =>
      error(
        `${path}.via`,
        'is "tunnel", but there is no vigie:cloudflare',
        "add vigie:cloudflare (tunnelName, zone, accountId, zoneId, apiToken) or write via: traefik",
      ),
    );
}

function tunnelledHostsAreInZone(settings: Settings): readonly Finding[] {
  const zone = settings.cloudflare?.zone;
  if (zone === undefined) return [];
  return publicRoutes(settings)
    .filter(({ route }) => route.via === "tunnel" && route.host !== zone && !route.host.endsWith(`.${zone}`))
    .map(({ route, path }) =>
      error(
        `${path}.host`,
        `is "${route.host}", outside the zone "${zone}"`,
        `choose a host that ends with ".${zone}", or correct vigie:cloudflare.zone`,
      ),
    );
}

/** The provider sends the browser back to Grafana's own address. */
function oauthNeedsAddress({ exposure, grafana }: Settings): readonly Finding[] {
  if (grafana.oauth === undefined || exposure.grafana !== undefined) return [];
  const reason =
    "needs an address that the provider sends people back to, and there is no vigie:exposure.grafana";
  return [error("vigie:grafana.oauth", reason, "add vigie:exposure.grafana with its host, or remove oauth")];
}

function tunnelIsUsed(settings: Settings): readonly Finding[] {
  const isUsed = publicRoutes(settings).some(({ route }) => route.via === "tunnel");
  if (settings.cloudflare === undefined || isUsed) return [];
  return [
    warning(
      "vigie:cloudflare",
      "no route goes through the tunnel",
      "write via: tunnel on a route, or remove it",
    ),
  ];
}

/** Pulumi itself talks to Cloudflare with them, before there is a cluster to read a Secret from. */
function cloudflareSecretsComeFromConfig({ cloudflare }: Settings): readonly Finding[] {
  if (cloudflare === undefined) return [];
  return (["accountId", "zoneId", "apiToken"] as const)
    .filter((field) => "fromSecret" in cloudflare[field])
    .map((field) =>
      error(
        `vigie:cloudflare.${field}`,
        "comes from a Kubernetes Secret, but is needed before the cluster is reached",
        "write { fromConfig: <key> }",
      ),
    );
}

function hostsAreReal(settings: Settings): readonly Finding[] {
  return publicRoutes(settings)
    .filter(({ route }) => isReservedHost(route.host))
    .map(({ route, path }) =>
      error(
        `${path}.host`,
        `is "${route.host}", a placeholder that no DNS answers`,
        "write your own host name",
      ),
    );
}

function hostsDiffer(settings: Settings): readonly Finding[] {
  const first = new Map<string, string>();
  return publicRoutes(settings).flatMap(({ route, path }) => {
    const place = `${route.host}${route.path ?? ""}`;
    const other = first.get(place);
    first.set(place, other ?? path);
    if (other === undefined) return [];
    return [
      error(`${path}.host`, `is "${route.host}", as ${other}.host is`, "give each its own host or path"),
    ];
  });
}

/** https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-crd/ */
function middlewaresAreReachable(settings: Settings): readonly Finding[] {
  if (settings.exposure.traefik.allowCrossNamespace) return [];
  return publicRoutes(settings).flatMap(({ route, path }) =>
    route.middlewares.flatMap(({ name, namespace }, index) =>
      namespace === settings.namespace.name
        ? []
        : [
            error(
              `${path}.middlewares[${index}]`,
              `"${name}" is in namespace "${namespace}", where Traefik does not look by default`,
              "run Traefik with providers.kubernetescrd.allowCrossNamespace=true and write vigie:exposure.traefik.allowCrossNamespace: true",
            ),
          ],
    ),
  );
}
