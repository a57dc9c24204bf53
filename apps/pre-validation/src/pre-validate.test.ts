import assert from "node:assert/strict";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { errorCodeFor, parseJobDescription, ReelbusError, type JobDescriptionInput } from "@reelbus/contracts";
import { createLocalPathResolver } from "@reelbus/kit";
import type { PhaseContext } from "@reelbus/phase-worker";
import { startFileServer, unprivileged } from "@reelbus/storage/testing";
import { CLOSED_PORT, makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { createPreValidationHandler } from "./pre-validate.ts";

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
    await assert.rejects(
      at.validate({
        MessagePublishers: [
          { Type: "Files", UriPath: `${at.allowed}/events` },
          { Type: "RabbitMq", Protocol: "amqp", Host: "127.0.0.1", Port: CLOSED_PORT, Queue: "events" },
        ],
      }),
      failure("host-unreachable", "MessagePublishers[1]: "),
    );
  }),
);

test(
  "a publisher's host that DNS does not know fails the job, though a delivery to it is tried again",
  withLeakCheck(async () => {
    await using at = await setUp();
    const lost = { Type: "RabbitMq", Protocol: "amqp", Host: "no-such-host.invalid", Queue: "events" } as const;
    const error = await at.validate({ MessagePublishers: [lost] }).catch((thrown: unknown) => thrown);
    failure("host-unreachable", "MessagePublishers[0]: ", "no-such-host.invalid")(error);
    assert.ok(error instanceof ReelbusError && error.retryable);
    assert.equal(errorCodeFor("Pre-Validation", error.reason), 5003);
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
