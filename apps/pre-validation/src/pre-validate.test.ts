import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createServer } from "node:tls";
import {
  errorCodeFor,
  parseJobDescription,
  ReelbusError,
  type JobDescriptionInput,
  type MessagePublisherType,
  type Reason,
} from "@reelbus/contracts";
import { createLocalPathResolver } from "@reelbus/kit";
import type { PhaseContext } from "@reelbus/phase-worker";
import { startFileServer } from "@reelbus/storage/testing";
import {
  CLOSED_PORT,
  makeCertificate,
  makeTempFolder,
  serviceBusConnection,
  startServiceBus,
  withLeakCheck,
  UNKNOWN_HOST,
  unprivileged,
} from "@reelbus/testing";
import { createPreValidationHandler } from "./pre-validate.ts";

type Publisher = NonNullable<JobDescriptionInput["MessagePublishers"]>[number];

/** A port that speaks TLS with a certificate that nobody trusts. */
async function startUntrustedServer(): Promise<{ port: number } & AsyncDisposable> {
  const { certificate, key } = await makeCertificate();
  const server = createServer({ cert: certificate, key }).on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

/** Folders that may be used, and the handler over a job description that uses them. */
async function setUp() {
  const root = await makeTempFolder("pre-validation");
  const allowed = join(root.path, "allowed");
  await mkdir(join(allowed, "in"), { recursive: true });
  await writeFile(join(allowed, "in/film.mp4"), "film");
  const handler = createPreValidationHandler({ resolveLocalPath: createLocalPathResolver([allowed]) });
  const validate = (changes: Partial<JobDescriptionInput> = {}, signal = new AbortController().signal) => {
    const parsed = parseJobDescription({
      ContentAcquisition: { Provider: "Local", UriPath: `${allowed}/in` },
      ContentProcessing: { OutputFormat: ["Cmaf"] },
      ContentPublishing: { Provider: "Local", UriPath: `${allowed}/out` },
      ...changes,
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    return handler({
      work: { jobId: "job-1" },
      description: parsed.description,
      signal,
    } as PhaseContext<"Pre-Validation">);
  };
  return { path: root.path, allowed, validate, [Symbol.asyncDispose]: () => root.remove() };
}

function failure(reason: string, ...mentions: string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof ReelbusError, String(error));
    assert.equal(error.reason, reason);
    for (const mention of mentions) assert.ok(error.message.includes(mention), error.message);
    return true;
  };
}

test(
  "a job whose places can be used passes, and no file is left in them",
  withLeakCheck(async () => {
    await using at = await setUp();
    const result = await at.validate({
      ImageExtraction: { Intervals: [50], Location: { Provider: "Local", UriPath: `${at.allowed}/pictures` } },
      MessagePublishers: [{ Type: "Files", UriPath: `${at.allowed}/events` }],
    });
    assert.deepEqual(result, {});
    for (const folder of ["out", "pictures"]) assert.deepEqual(await readdir(join(at.allowed, folder)), []);
  }),
);

test(
  "a source that does not exist is left to the acquisition",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using server = await startFileServer(new Map());
    await at.validate({ ContentAcquisition: { Provider: "Local", UriPath: `${at.allowed}/gone` } });
    await at.validate({ ContentAcquisition: { Provider: "Http", UriPath: server.urlOf("gone.mp4") } });
  }),
);

test(
  "each part that can't be used is named",
  withLeakCheck(async () => {
    await using at = await setUp();
    const outside = { Provider: "Local" as const, UriPath: `${at.path}/outside` };
    const unreachable = `http://127.0.0.1:${CLOSED_PORT}/film.mp4`;
    await assert.rejects(
      at.validate({ ContentAcquisition: outside }),
      failure("location-not-allowed", "ContentAcquisition: ", outside.UriPath),
    );
    await assert.rejects(
      at.validate({ ContentAcquisition: { Provider: "Http", UriPath: unreachable } }),
      failure("host-unreachable", "ContentAcquisition: ", unreachable),
    );
    await assert.rejects(
      at.validate({ ContentPublishing: outside }),
      failure("location-not-allowed", "ContentPublishing: ", outside.UriPath),
    );
    await assert.rejects(
      at.validate({ ImageExtraction: { Intervals: [50], Location: outside } }),
      failure("location-not-allowed", "ImageExtraction.Location: ", outside.UriPath),
    );
  }),
);

test(
  "each type of publisher that can't be used is named by its index, with the reason",
  withLeakCheck(async () => {
    await using at = await setUp();
    await using untrusted = await startUntrustedServer();
    await using serviceBus = await startServiceBus();
    const wrongKey = serviceBusConnection(serviceBus).replace(/(?<=SharedAccessKey=)[^;]+/u, "bm90IHRoZSBrZXk=");
    const key = { Region: "us-east-1", CredentialsName: "any", CredentialsSecret: "any" };
    const secured = `https://127.0.0.1:${untrusted.port}`;
    const Secret = `whsec_${Buffer.alloc(24, "key").toString("base64")}`;
    const unusable: { readonly [T in MessagePublisherType]: [Reason, Extract<Publisher, { Type: T }>] } = {
      RabbitMq: ["host-not-found", { Type: "RabbitMq", Host: UNKNOWN_HOST, Queue: "events" }],
      AzureServiceBus: ["access-denied", { Type: "AzureServiceBus", Connection: wrongKey, Queue: "queue-events" }],
      AmazonSqs: ["untrusted-certificate", { Type: "AmazonSqs", QueueUrl: `${secured}/1/events`, ...key }],
      Ftps: ["host-unreachable", { Type: "Ftps", UriPath: `ftps://127.0.0.1:${CLOSED_PORT}/events` }],
      Webhook: ["untrusted-certificate", { Type: "Webhook", Url: `${secured}/events`, Secret }],
      Files: ["location-not-allowed", { Type: "Files", UriPath: `${at.path}/outside` }],
    };
    const usable: Publisher = { Type: "Files", UriPath: `${at.allowed}/events` };
    for (const [reason, publisher] of Object.values(unusable)) {
      await assert.rejects(
        at.validate({ MessagePublishers: [usable, publisher] }),
        failure(reason, "MessagePublishers[1]: "),
      );
      assert.equal(errorCodeFor("Pre-Validation", reason), 5003);
    }
  }),
);

test(
  "several parts that can't be used are all named, in their order",
  withLeakCheck(async () => {
    await using at = await setUp();
    await assert.rejects(
      at.validate({
        ContentPublishing: { Provider: "Local", UriPath: `${at.path}/outside` },
        MessagePublishers: [{ Type: "Files", UriPath: `${at.path}/also-outside` }],
      }),
      (error) =>
        error instanceof ReelbusError && /^ContentPublishing: .* Also MessagePublishers\[0\]: /u.test(error.message),
    );
  }),
);

test(
  "a permission to write that is missing is found before any work",
  withLeakCheck(async () => {
    await using at = await setUp();
    await mkdir(join(at.allowed, "out"));
    await chmod(join(at.allowed, "out"), 0o555);
    await chmod(at.path, 0o755);
    using _user = unprivileged();
    await assert.rejects(at.validate(), failure("access-denied", "ContentPublishing: ", `${at.allowed}/out`));
  }),
);

test(
  "an abort ends the checks at once",
  withLeakCheck(async () => {
    await using at = await setUp();
    const abort = new AbortController();
    const reason = new Error("cancelled");
    await using server = await startFileServer(new Map(), () => {
      abort.abort(reason);
      return true;
    });
    const ContentAcquisition = { Provider: "Http" as const, UriPath: server.urlOf("film.mp4") };
    await assert.rejects(at.validate({ ContentAcquisition }, abort.signal), reason);
  }),
);
