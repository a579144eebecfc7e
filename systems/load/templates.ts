import { basename } from "node:path";
import { OWN_TEMPLATES } from "../../base/own-templates";
import type { Settings } from "../../config/schema";
import { didYouMean } from "../../config/suggest";
import type { TemplateFile } from "../plan";
import type { ProjectFiles } from "./files";
import type { Problem } from "./problems";

export interface LoadedTemplates {
  readonly templates: readonly TemplateFile[];
  readonly problems: readonly Problem[];
}

/** The user's notification templates, and every receiver that names one which none of them defines. */
export function loadTemplates(alerting: Settings["alerting"], files: ProjectFiles): LoadedTemplates {
  const owner = new Map<string, string>(OWN_TEMPLATES.map((name) => [name, "Vigie itself"]));
  const fileNames = new Map([["vigie.tmpl", "Vigie's own templates"]]);
  const templates: TemplateFile[] = [];
  const problems: Problem[] = [];
  for (const path of alerting.templateFiles) {
    const text = files.read(path);
    if (typeof text !== "string") {
      problems.push(text);
      continue;
    }
    const fileName = basename(path);
    problems.push(
      ...taken(fileNames, fileName, path, `would be mounted as ${fileName}, as`),
      ...shapeProblems(path, text),
      ...definitions(text).flatMap((name) => taken(owner, name, path, `defines "${name}", as`)),
    );
    templates.push({ fileName, text });
  }
  return { templates, problems: [...problems, ...undefinedTemplates(alerting, [...owner.keys()])] };
}

function taken(seen: Map<string, string>, key: string, path: string, what: string): Problem[] {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, path);
    return [];
  }
  return [{ at: path, reason: `${what} ${first} does`, fix: "give it another name" }];
}

/** What can be said without Go: `amtool check-config` in `npm run check` reads the rest. */
function shapeProblems(at: string, text: string): Problem[] {
  if (definitions(text).length === 0) {
    const fix = 'write {{ define "<name>" }} ... {{ end }} around each template';
    return [{ at, reason: "defines no template", fix }];
  }
  const opened = text.split("{{").length;
  const closed = text.split("}}").length;
  if (opened === closed) return [];
  return [{ at, reason: `has ${opened - 1} "{{" and ${closed - 1} "}}"`, fix: "close each action" }];
}

function definitions(text: string): string[] {
  return [...text.matchAll(/\{\{-?\s*define\s+"([^"]+)"\s*-?\}\}/g)].map(([, name]) => name ?? "");
}

const FIELDS = ["titleTemplate", "messageTemplate"] as const;

function undefinedTemplates({ receivers }: Settings["alerting"], known: readonly string[]): Problem[] {
  return Object.entries(receivers).flatMap(([receiver, settings]) => {
    if (settings.type !== "discord" && settings.type !== "slack") return [];
    return FIELDS.flatMap((field) => {
      const name = settings[field];
      if (name === undefined || known.includes(name)) return [];
      return [
        {
          at: `vigie:alerting.receivers.${receiver}.${field}`,
          reason: `no template "${name}" in vigie:alerting.templateFiles`,
          fix: didYouMean(name, known, "define it"),
        },
      ];
    });
  });
}
