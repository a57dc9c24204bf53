import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { routes } from "../routes/routes.ts";
import { openApiDocument } from "./document.ts";

const repository = new URL("../../../../", import.meta.url);

test("the committed document is what the routes generate; npm run generate writes it", () => {
  const committed = readFileSync(new URL("docs/contracts/openapi.json", repository), "utf8");
  assert.equal(committed, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
});

test("the document is OpenAPI 3.1, and every reference leads somewhere", async () => {
  const validator = new Validator();
  const document = JSON.parse(JSON.stringify(openApiDocument())) as Record<string, unknown>;
  const result = await validator.validate(structuredClone(document));
  assert.deepEqual([result.valid, result.errors], [true, undefined]);
  assert.equal(validator.version, "3.1");
  const broken = await new Validator().validate({ ...document, paths: [] });
  assert.equal(broken.valid, false);
  const { schemas } = document["components"] as { schemas: Record<string, unknown> };
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/gu)];
  assert.ok(references.length > 30);
  for (const [, name = ""] of references) assert.ok(name in schemas, name);
});

test("docs/http-api.md names every call", () => {
  const text = readFileSync(new URL("docs/http-api.md", repository), "utf8");
  for (const { method, path } of routes) assert.ok(text.includes(`\`${method} ${path}\``), `${method} ${path}`);
});
