import type { PanelSpec } from "../kit";

/** DEP-93 to DEP-97: the five queries of the specification, word for word; the last with the id that the reader types. */
export const LOG_PANELS: readonly PanelSpec[] = [
  logs(
    "logs-port-manager",
    "Erreurs du Port Manager",
    "Lignes d'erreur du Port Manager ; prévu pour la dernière heure.",
    '{job="port-manager"} |= "ERROR" | json',
  ),
  logs(
    "logs-deployments",
    "Déploiements en erreur",
    "Lignes de la Deployment API marquées d'une croix, avec l'identifiant du déploiement.",
    '{job="deployment-api"} |= "❌" | json | deployment_id != ""',
  ),
  logs(
    "logs-restarts",
    "Conteneurs qui redémarrent",
    "Lignes des conteneurs Docker qui parlent d'un redémarrage.",
    '{job="docker"} |= "restart" | json',
  ),
  logs(
    "logs-system",
    "Erreurs système critiques",
    "Lignes du système qui sont à la fois ERROR et CRITICAL.",
    '{job="varlogs"} |= "ERROR" |= "CRITICAL" | logfmt',
  ),
  logs(
    "logs-search",
    "Recherche par déploiement",
    "Toutes les lignes d'un déploiement : saisir son identifiant en haut, par exemple deploy-1755768199487.",
    '{job="deployment-api"} |= "$deployment_id"',
  ),
];

function logs(key: string, title: string, description: string, expr: string): PanelSpec {
  return {
    key,
    type: "logs",
    title,
    description,
    unit: "short",
    width: 12,
    queries: [{ datasource: "loki", expr }],
  };
}
