import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { eventExamples } from "../events/examples.ts";
import { jobDescriptionExample } from "../job-description/example.ts";
import { parseJobDescription } from "../job-description/parse-job-description.ts";
import { jsonBlocks } from "../testing/json-blocks.ts";
import { asyncApiDocument } from "./asyncapi/document.ts";
import { eventsDocument, jobDescriptionDocument } from "./schemas.ts";

const repository = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, repository), "utf8");

const ajv = ajvFormats.default(
  new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }),
);
const isJobDescription = ajv.compile(jobDescriptionDocument());
const isEvent = ajv.compile(eventsDocument());

function assertValid(validate: typeof isEvent, value: unknown, what: string): void {
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`);
}

test("the committed documents are what the schemas generate; npm run generate writes them", () => {
  const documents = {
    "job-description.schema.json": jobDescriptionDocument(),
    "events.schema.json": eventsDocument(),
    "asyncapi.json": asyncApiDocument(),
  };
  for (const [name, document] of Object.entries(documents))
    assert.equal(read(`docs/contracts/${name}`), `${JSON.stringify(document, null, 2)}\n`, name);
});

test("the AsyncAPI document is one, by the specification's own schema", () => {
  const schema = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0.json") as object;
  const draft07 = ajvFormats.default(new Ajv({ strict: false, allErrors: true, meta: false }));
  const isAsyncApi = draft07.compile(schema);
  const document = asyncApiDocument();
  assert.ok(isAsyncApi(document), draft07.errorsText(isAsyncApi.errors));
  assert.equal(isAsyncApi({ ...document, channels: [] }), false);
  for (const reference of references(document)) assert.notEqual(resolve(document, reference), undefined, reference);
});

test("the payloads of the AsyncAPI document take their examples", () => {
  const draft07 = ajvFormats.default(new Ajv({ strict: false, allErrors: true }));
  const { components } = asyncApiDocument() as { components: { messages: Record<string, Message> } };
  draft07.addSchema({ $id: "asyncapi", components });
  let examples = 0;
  for (const [name, message] of Object.entries(components.messages))
    for (const example of message.examples ?? []) {
      examples += 1;
      const validate = draft07.getSchema(`asyncapi${message.payload.$ref}`);
      assert.ok(validate?.(example.payload), `${name}: ${draft07.errorsText(validate?.errors ?? null)}`);
    }
  assert.equal(examples, Object.keys(eventExamples).length + ["PublisherTest", "JobDescription"].length + 2);
});

test("the AsyncAPI document names the test event wherever it names types of events", () => {
  const { channels } = asyncApiDocument() as { channels: Record<string, Channel> };
  for (const [name, { messages, parameters }] of Object.entries(channels)) {
    const types = Object.keys(messages).filter((message) => message !== "CloudEvent");
    if (types.includes("JobCreated")) assert.ok(types.includes("PublisherTest"), name);
    if (parameters?.["EventType"] !== undefined) assert.deepEqual(parameters["EventType"].enum, types, name);
  }
});

interface Channel {
  readonly messages: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
}

interface Message {
  readonly payload: { readonly $ref: string };
  readonly examples?: readonly { readonly payload: unknown }[];
}

test("every example of an event passes its JSON Schema, and what is none does not", () => {
  for (const [type, example] of Object.entries(eventExamples)) {
    assertValid(isEvent, JSON.parse(JSON.stringify(example)), type);
    assert.equal(isEvent({ ...example, JobId: 5 }), false, type);
  }
  assertValid(isEvent, { ...eventExamples.ContentAcquired, AddedLater: 1 }, "an event with a property that came later");
});

test("the JSON Schema of the job description takes the example and refuses what the parser refuses", () => {
  assertValid(isJobDescription, jobDescriptionExample, "the example");
  const refused: object[] = [
    { ...jobDescriptionExample, Typo: 1 },
    { ...jobDescriptionExample, ContentProcessing: { OutputFormat: ["Hls"] } },
    { ...jobDescriptionExample, ContentProcessing: { OutputFormat: ["Cmaf"], NormalizeAudio: true } },
    { ...jobDescriptionExample, ContentProcessing: { OutputFormat: ["Cmaf"], CpixUrl: "https://example.com" } },
    { ...jobDescriptionExample, MessagePublishers: [{ Type: "Ftps", Host: "example.com" }] },
    { ...jobDescriptionExample, ContentPublishing: undefined },
  ];
  for (const input of refused) {
    assert.equal(isJobDescription(JSON.parse(JSON.stringify(input))), false, JSON.stringify(input));
    assert.equal(parseJobDescription(input).ok, false);
  }
});

test("every job description in the documentation is accepted by the parser and by the JSON Schema", () => {
  const files = ["README.md", ...readdirSync(new URL("docs/", repository)).map((name) => `docs/${name}`)];
  const examples = files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) =>
      jsonBlocks(read(file))
        .filter((block) => typeof block === "object" && block !== null && "ContentAcquisition" in block)
        .map((block) => [file, block] as const),
    );
  for (const [file, example] of examples) {
    const parsed = parseJobDescription(example);
    assert.deepEqual(parsed.ok ? [] : parsed.problems, [], file);
    assertValid(isJobDescription, example, file);
  }
  const documented = new Set(examples.map(([file]) => file));
  for (const file of ["README.md", "docs/job-description.md"])
    assert.ok(documented.has(file), `${file} has an example`);
});

test("docs/job-description.md names every property", () => {
  const text = read("docs/job-description.md");
  const names = propertyNames(jobDescriptionDocument());
  assert.ok(names.size > 80);
  for (const name of names) assert.match(text, new RegExp(`\`${name}\``, "u"), name);
});

test("docs/events.md names every property of every event", () => {
  const text = read("docs/events.md");
  const { $defs } = eventsDocument() as { $defs: Record<string, unknown> };
  for (const type of Object.keys(eventExamples))
    for (const name of propertyNames($defs[type])) assert.match(text, new RegExp(`\\b${name}\\b`, "u"), name);
});

/** The names below every `properties` of a JSON Schema. */
function propertyNames(schema: unknown): Set<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return new Set([...own, ...Object.values(schema).flatMap((value) => [...propertyNames(value)])]);
}

function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "$ref" in value && typeof value.$ref === "string" ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

function resolve(document: unknown, reference: string): unknown {
  return reference
    .replace(/^#\//u, "")
    .split("/")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
}
