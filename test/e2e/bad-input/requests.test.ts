import { refusalSchema, type JobDescriptionInput, type Problem } from "@reelbus/contracts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBadInputBench, type BadInputBench } from "../../support/bad-input-bench.ts";
import { smallJob } from "../../support/job.ts";
import { makeTinyMedia } from "../../support/tiny-media.ts";

const JOB = smallJob({ source: "/in", published: "/out" });
const EVENTS = { Type: "Files", UriPath: "/events" };
const GUID = "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11";
/** Takes a backtracking engine longer than the universe has left, on a name of 200 characters. */
const BACKTRACKING = String.raw`^(a+)+\.mp4$`;

type Body = Uint8Array | string | object;
/** `Path: Reason`. */
type Told = `${string}: ${Problem["Reason"]}`;

const protectedBy = (key: object) => ({
  ...JOB,
  ContentProcessing: { OutputFormat: ["Cmaf"], DrmProtection: "Base64Key", KeyId: GUID, ...key },
});

const REFUSED: readonly (readonly [what: string, body: Body, problems: readonly Told[]])[] = [
  ["an unknown property", { ...JOB, Titel: 1 }, ["Titel: unknown-property"]],
  [
    "an unknown property far inside",
    { ...JOB, MessagePublishers: [EVENTS, { ...EVENTS, UriPaht: "/x" }] },
    ["MessagePublishers[1].UriPaht: unknown-property"],
  ],
  ["a wrong type", { ...JOB, ExternalId: 42 }, ["ExternalId: wrong-type"]],
  ["six publishers", { ...JOB, MessagePublishers: Array(6).fill(EVENTS) }, ["MessagePublishers: invalid-value"]],
  ["a depth of 10,000", `${'{"UserData":'.repeat(10_000)}1${"}".repeat(10_000)}`, [": not-json"]],
  ["invalid UTF-8", Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), [": not-json"]],
  ["no JSON", "<job/>", [": not-json"]],
  [
    "a property that stands twice",
    `{"Priority":1,"Priority":2,${JSON.stringify(JOB).slice(1)}`,
    ["Priority: duplicate-property"],
  ],
  [
    "a regular expression that is none",
    { ...JOB, MediaMappings: { VideoStreamExpression: "(a" } },
    ["MediaMappings.VideoStreamExpression: invalid-value"],
  ],
  [
    "a GUID that is none",
    protectedBy({ KeyId: "no-guid", ContentKey: Buffer.alloc(16).toString("base64") }),
    ["ContentProcessing.KeyId: invalid-value"],
  ],
  ["base64 that is none", protectedBy({ ContentKey: "n*t base64!" }), ["ContentProcessing.ContentKey: invalid-value"]],
  [
    "base64 of too few bytes",
    protectedBy({ ContentKey: Buffer.alloc(15).toString("base64") }),
    ["ContentProcessing.ContentKey: invalid-value"],
  ],
  [
    "all of that together",
    `{"Priority":1,"Priority":1,${JSON.stringify({
      ...protectedBy({ KeyId: "no-guid", ContentKey: "n*t base64!" }),
      ExternalId: 42,
      Titel: 1,
      MediaMappings: { VideoStreamExpression: "(a" },
      MessagePublishers: Array(6).fill(EVENTS),
      ContentPublishing: { Provider: "Local", UriPath: "/out", Typo: 1 },
    }).slice(1)}`,
    [
      "Priority: duplicate-property",
      "ExternalId: wrong-type",
      "Titel: unknown-property",
      "MediaMappings.VideoStreamExpression: invalid-value",
      "ContentProcessing.KeyId: invalid-value",
      "ContentProcessing.ContentKey: invalid-value",
      "MessagePublishers: invalid-value",
      "ContentPublishing.Typo: unknown-property",
    ],
  ],
];

describe("a request that can't be a job", () => {
  let bench: BadInputBench;

  before(async () => {
    bench = await openBadInputBench("bad-requests");
  });
  after(() => bench[Symbol.asyncDispose]());

  const post = async (body: Body) => {
    const answer = await fetch(new URL("jobs", bench.system.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    });
    return { status: answer.status, refusal: refusalSchema.parse(await answer.json()) };
  };

  for (const [what, body, problems] of REFUSED)
    it(`${what}: 400, with every path`, async () => {
      const { status, refusal } = await post(body);
      assert.equal(status, 400);
      assert.equal(refusal.Error, "invalid-request");
      const told = (refusal.Problems ?? []).map(({ Path, Reason }) => `${Path}: ${Reason}`);
      assert.deepEqual(told.toSorted(), problems.toSorted());
      assert.ok(refusal.Problems?.every(({ Message }) => Message !== "" && !Message.includes("n*t base64!")));
    });

  it("5 MB of JSON: 413, with the limit", async () => {
    const { status, refusal } = await post({ ...JOB, UserData: { text: "x".repeat(5_000_000) } });
    assert.equal(status, 413);
    assert.deepEqual(refusal, { Error: "invalid-request", Message: "The body is larger than 1048576 bytes." });
  });

  it("makes no job of any of them", async () => {
    const { Jobs } = (await (await fetch(new URL("jobs", bench.system.url))).json()) as { Jobs: unknown[] };
    assert.deepEqual(Jobs, []);
  });

  it("an expression that backtracks is matched in linear time, and the next job succeeds", async () => {
    const film = await makeTinyMedia("mp4");
    const source = await bench.lay("many", { [`${"a".repeat(200)}!.mp4`]: film });
    const job: JobDescriptionInput = {
      ...smallJob({ source, published: join(bench.folder, "none") }),
      MediaMappings: { MediaDetection: "Regex", VideoStreamExpression: BACKTRACKING },
    };
    const jobId = await bench.submit(job);
    const next = smallJob({
      source: await bench.lay("good", { "a.mp4": film }),
      published: join(bench.folder, "published"),
    });
    const nextJobId = await bench.submit(next);
    await bench.fails(jobId, {
      ErrorCode: 2000,
      Reason: "no-video",
      FailedPhase: "Media Mapping",
      Retryable: false,
      Message:
        "VideoStreamExpression matches no media file. Deliver a video file, or set FailOnNoVideoTracks to false for a film without picture.",
    });
    await bench.succeeds(nextJobId);
    await bench.leavesNothing();
  });
});
