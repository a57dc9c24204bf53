import eslint from "@eslint/js";
import nx from "@nx/eslint-plugin";
import prettier from "eslint-config-prettier/flat";
import { globalIgnores } from "eslint/config";
import { readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import tseslint from "typescript-eslint";
import { refreshProjectGraph } from "./tools/project-graph.mjs";

// The boundary rule silently checks nothing without a project graph.
await refreshProjectGraph();

const appPackages = readdirSync(new URL("apps", import.meta.url))
  .filter((folder) => folder !== "cli")
  .map((folder) => `@reelbus/${folder}`);

const testFiles = ["**/*.test.ts", "test/**/*.ts", "{apps,libs}/*/src/**/testing/**/*.ts", "libs/testing/**/*.ts"];

/** Who may import whom. A project without a tag named here may import nothing. */
const layers = {
  "type:platform": [],
  "type:contracts": [],
  "type:domain": ["type:contracts", "type:domain"],
  "type:adapter": ["type:platform", "type:contracts", "type:domain"],
  "type:kit": ["type:contracts", "type:adapter", "type:kit"],
  "type:app": ["type:contracts", "type:domain", "type:adapter", "type:kit"],
  "type:sdk": ["type:contracts"],
  "type:testing": ["type:platform"],
  "type:test": ["type:contracts", "type:sdk"],
};

/** The publishers' folders, each with the packages that it alone may use. */
const publisherPackages = {
  "amazon-sqs": ["@aws-sdk/"],
  "azure-service-bus": ["@azure/"],
  files: [],
  ftps: ["basic-ftp"],
  rabbitmq: ["amqplib"],
  webhook: [],
};

/** @param {{ alsoAllowed?: string[], allow?: string[] }} options tags added to each layer; packages exempt from the rule */
function moduleBoundaries({ alsoAllowed = [], allow = [] } = {}) {
  const depConstraints = Object.entries(layers).map(([sourceTag, tags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...tags, ...alsoAllowed],
  }));
  return { "@nx/enforce-module-boundaries": ["error", { allow, banTransitiveDependencies: true, depConstraints }] };
}

/**
 * The bans of ESLint's own rules. A later block replaces a rule's options instead of adding to them, so each block
 * states what it permits and gets the whole set again.
 *
 * @param {{ env?: boolean, exit?: boolean, nodeBuiltins?: boolean, staticApps?: boolean, publishers?: string[] }} permitted
 *   `publishers`: folders of `publisherPackages`
 */
function restrictions({
  env = false,
  exit = false,
  nodeBuiltins = true,
  staticApps = true,
  publishers = Object.keys(publisherPackages),
} = {}) {
  const envMessage = "Only libs/kit reads the environment; take the value as configuration.";
  const exitMessage = "Only a main.ts or the CLI ends the process; throw, or return.";
  const properties = [];
  const processNames = [];
  if (!env) {
    properties.push({ object: "process", property: "env", message: envMessage });
    processNames.push({ name: "node:process", importNames: ["env"], message: envMessage });
  }
  if (!exit) {
    properties.push({ object: "process", property: "exit", message: exitMessage });
    processNames.push({ name: "node:process", importNames: ["exit"], message: exitMessage });
  }

  const paths = [...processNames];
  const patterns = [];
  const syntax = [
    { selector: "ExportAllDeclaration", message: "Export by name: `export *` hides what is public." },
    { selector: "ExportDefaultDeclaration", message: "Export by name." },
  ];
  const globals = [];
  if (!nodeBuiltins) {
    const message = "Contracts and domain libraries are pure: no Node built-in.";
    patterns.push({ regex: `^(node:.*|(${builtinModules.join("|")})(/.*)?)$`, message });
    syntax.push({ selector: "ImportExpression[source.value=/^node:/]", message });
    globals.push({ name: "process", message }, { name: "Buffer", message });
  }
  for (const [folder, packages] of Object.entries(publisherPackages)) {
    if (publishers.includes(folder)) continue;
    const message = `Only src/${folder} of the publishers may use it.`;
    const own = `^(${[`\\.\\./${folder}/`, ...packages].join("|")})`;
    patterns.push({ regex: own, message });
    syntax.push({ selector: `ImportExpression[source.value=/${own.replaceAll("/", "\\/")}/]`, message });
  }
  if (!staticApps) {
    const message = "Load a service by `await import()` when it is asked for.";
    syntax.push({
      selector: `ImportDeclaration[importKind='value'][source.value=/^@reelbus.(${appNames()})$/]`,
      message,
    });
  }
  return {
    "no-restricted-properties": banned(properties),
    "no-restricted-imports": ["error", { paths, patterns }],
    "no-restricted-syntax": ["error", ...syntax],
    "no-restricted-globals": banned(globals),
  };
}

/** A severity alone would keep the options of an earlier block. */
function banned(entries) {
  return entries.length > 0 ? ["error", ...entries] : "off";
}

function appNames() {
  return appPackages.map((name) => name.replace("@reelbus/", "")).join("|");
}

export default tseslint.config(
  globalIgnores(["**/node_modules", ".nx", ".cache", "demo-output", "bench-results", "dist", "docs/contracts"]),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  prettier,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["**/*.ts"],
    plugins: { "@nx": nx },
    rules: {
      ...moduleBoundaries(),
      ...restrictions(),
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          // node:test awaits these itself.
          allowForKnownSafeCalls: [
            {
              from: "package",
              package: "node:test",
              name: ["describe", "it", "suite", "test", "skip", "todo", "only"],
            },
          ],
        },
      ],
      // It asks for the `!` that strict forbids.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  { files: ["libs/{contracts,media,job-lifecycle}/**/*.ts"], rules: restrictions({ nodeBuiltins: false }) },
  {
    files: ["libs/publishers/src/*.ts", "libs/publishers/src/formats/**/*.ts"],
    rules: restrictions({ publishers: [] }),
  },
  ...Object.keys(publisherPackages).map((folder) => ({
    files: [`libs/publishers/src/${folder}/**/*.ts`],
    rules: restrictions({ publishers: [folder] }),
  })),
  { files: ["libs/kit/**/*.ts"], rules: restrictions({ env: true }) },
  { files: ["apps/*/src/main.ts", "apps/cli/**/*.ts"], rules: restrictions({ exit: true }) },
  {
    // The one place where a program names the services: it loads those that it was told to run.
    files: ["apps/cli/src/services.ts"],
    rules: { ...moduleBoundaries({ alsoAllowed: ["type:app"] }), ...restrictions({ exit: true, staticApps: false }) },
  },
  {
    files: testFiles,
    rules: { ...moduleBoundaries({ alsoAllowed: ["type:testing"] }), ...restrictions({ env: true, exit: true }) },
  },
  {
    // Programs that customers copy: they name the library as customers do.
    files: ["libs/consumer/examples/**/*.ts"],
    rules: { ...moduleBoundaries({ allow: ["@reelbus/consumer"] }), ...restrictions({ env: true, exit: true }) },
  },
  {
    // What our publishers publish, our consumer must read.
    files: ["libs/consumer/src/**/*.test.ts", "libs/consumer/src/testing/**/*.ts"],
    rules: {
      ...moduleBoundaries({ alsoAllowed: ["type:testing", "type:adapter"] }),
      ...restrictions({ env: true, exit: true }),
    },
  },
  {
    // Benchmarks and the loss test put handlers that do nothing between the real services, which no program does, and run
    // the servers with the settings that production gives them.
    files: ["test/{bench,control-plane,loss}/**/*.ts"],
    rules: {
      ...moduleBoundaries({ alsoAllowed: ["type:testing", "type:adapter", "type:kit"] }),
      ...restrictions({ env: true, exit: true }),
    },
  },
  { files: ["scripts/**/*.ts"], rules: restrictions({ env: true, exit: true }) },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: nodeGlobals() },
  },
);

/** What the few JavaScript files at the root use. */
function nodeGlobals() {
  return {
    URL: "readonly",
    process: "readonly",
    console: "readonly",
    fetch: "readonly",
    AbortSignal: "readonly",
  };
}
