// Writes docs/contracts from the schemas of libs/contracts and the routes of apps/api: `npm run generate`.
import { mkdirSync, writeFileSync } from "node:fs";
import { openApiDocument } from "@reelbus/api";
import { asyncApiDocument, eventsDocument, jobDescriptionDocument } from "@reelbus/contracts";

const folder = new URL("../docs/contracts/", import.meta.url);
const documents = {
  "job-description.schema.json": jobDescriptionDocument(),
  "events.schema.json": eventsDocument(),
  "asyncapi.json": asyncApiDocument(),
  "openapi.json": openApiDocument(),
};

mkdirSync(folder, { recursive: true });
for (const [name, document] of Object.entries(documents)) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(document, null, 2)}\n`);
  console.log(`docs/contracts/${name}`);
}
