import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { backend } from "./select";

/** GAU-46 */
export function uploads(): PanelSpec {
  return filesOverAnHour("uploads", "Uploads de Fichiers", "envoyés", "file_uploads_total");
}

/** GAU-47 */
export function downloads(): PanelSpec {
  return filesOverAnHour("downloads", "Downloads de Fichiers", "téléchargés", "file_downloads_total");
}

function filesOverAnHour(key: string, title: string, verb: string, metric: string): PanelSpec {
  return {
    key,
    type: "stat",
    title,
    description: `Fichiers ${verb} pendant la dernière heure, réussis et échoués.`,
    unit: "short",
    decimals: 0,
    width: 6,
    noValue: "0",
    queries: [{ expr: `sum by (status) (increase(${backend(metric)}[1h]))`, legend: "{{status}}" }],
  };
}

/** GAU-48: `decbytes` counts in KB, MB, GB as the specification says; `bytes` would show KiB. */
export function bytesUploaded(): PanelSpec {
  return {
    key: "bytes-uploaded",
    type: "stat",
    title: "Bytes Uploadés",
    description:
      "Volume total envoyé pendant la période affichée ; un redémarrage du service ne le remet pas à zéro.",
    unit: "decbytes",
    width: 6,
    noValue: "0",
    queries: [
      {
        expr: `sum(increase(${backend("file_upload_bytes_total")}[$__range]))`,
        instant: true,
        legend: "envoyés",
      },
    ],
  };
}

/** GAU-49: five minutes, since the alert on this panel counts over five minutes. */
export function authAttempts(tooMany: number): PanelSpec {
  return {
    key: "auth-attempts",
    type: "timeseries",
    title: "Tentatives d'Auth",
    description: `Authentifications sur cinq minutes par type (login, register, autologin) et statut. L'alerte se déclenche au-delà de ${tooMany} échecs.`,
    unit: "short",
    min: 0,
    width: 6,
    steps: above(tooMany),
    queries: [
      {
        expr: `sum by (type, status) (increase(${backend("auth_attempts_total")}[5m]))`,
        legend: "{{type}} {{status}}",
      },
    ],
  };
}

/** GAU-93 */
export function uploadThroughput(): PanelSpec {
  return {
    key: "upload-throughput",
    type: "timeseries",
    title: "Débit d'upload",
    description: "Mégaoctets envoyés par seconde, sur une minute.",
    unit: "MBs",
    min: 0,
    queries: [
      {
        expr: `sum(rate(${backend("file_upload_bytes_total")}[$__rate_interval])) / 1024 / 1024`,
        legend: "débit",
        window: "1m",
      },
    ],
  };
}

/** GAU-94 */
export function authSuccess(): PanelSpec {
  const succeeded = backend("auth_attempts_total", 'status="success"');
  return {
    key: "auth-success",
    type: "timeseries",
    title: "Taux de succès d'authentification",
    description: "Part des authentifications réussies sur cinq minutes. Sans tentative, rien n'est affiché.",
    unit: "percent",
    min: 0,
    max: 100,
    noValue: "aucune tentative",
    queries: [
      {
        expr: `sum(rate(${succeeded}[$__rate_interval])) / sum(rate(${backend("auth_attempts_total")}[$__rate_interval])) * 100`,
        legend: "succès",
        window: "5m",
      },
    ],
  };
}
