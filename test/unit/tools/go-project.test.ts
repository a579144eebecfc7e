import { describe, expect, test } from "@jest/globals";
import { parseModuleFile, projectModuleFile } from "../../tools/go-project";

const moduleFile = `module example.org/big/v3 // the product

go 1.25.1

toolchain go1.26.0

require (
	example.org/one v1.0.0
	example.org/push v0.0.0
)

replace example.org/one => example.org/fork v1.0.1-0.2024 // fixes a bug

replace (
	example.org/two v2.0.0 => example.org/two v1.9.0
	example.org/push => ./pkg/push
	example.org/api => ./staging/src/example.org/api
)

exclude example.org/three v3.0.0+incompatible
`;

const source = { module: "example.org/big/v3", versions: ["v3.1.0"] } as const;

describe("the project that builds a tool", () => {
  test("reads replace and exclude lines in both forms", () => {
    const parsed = parseModuleFile(moduleFile);
    expect(parsed.go).toBe("1.25.1");
    expect(parsed.excludes).toEqual(["example.org/three v3.0.0+incompatible"]);
    expect(parsed.replaces).toHaveLength(4);
    expect(parsed.replaces[1]).toEqual({
      from: "example.org/two",
      fromVersion: "v2.0.0",
      to: "example.org/two",
      toVersion: "v1.9.0",
    });
  });

  test("requires the exact version and repeats the module's own replaces, but not its folders", () => {
    expect(projectModuleFile(source, "v3.1.0", parseModuleFile(moduleFile))).toBe(`module vigie.invalid/tool

go 1.25.1

require example.org/big/v3 v3.1.0
replace example.org/one => example.org/fork v1.0.1-0.2024
replace example.org/two v2.0.0 => example.org/two v1.9.0
exclude example.org/three v3.0.0+incompatible
`);
  });

  test("takes a published version for staging folders, and the pin's own lines", () => {
    const text = projectModuleFile(
      {
        ...source,
        stagingVersion: "v0.34.3",
        requires: { "example.org/more": "v0.1.0" },
        replaces: ["example.org/four => example.org/five v5.0.0"],
      },
      "v3.1.0",
      parseModuleFile(moduleFile),
    );
    expect(text).toContain("replace example.org/api => example.org/api v0.34.3\n");
    expect(text).toContain("require example.org/more v0.1.0\n");
    expect(text).toContain("replace example.org/four => example.org/five v5.0.0\n");
    expect(text).not.toContain("example.org/push =>");
  });
});
