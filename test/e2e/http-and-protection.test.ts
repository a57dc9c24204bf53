import type { LifecycleEvent } from "@reelbus/contracts";
import { makeFilm, makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { historyOf, smallJob, submit, untilEnded, WHOLE_HISTORY } from "../support/job.ts";
import { serveFile } from "../support/slow-file-server.ts";
import { startSystem, type System } from "../support/system.ts";

const KEY_ID = "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11";
const CONTENT_KEY = Buffer.from("00112233445566778899aabbccddeeff", "hex");

describe("a film from a web server, encrypted", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let system: System;

  before(async () => {
    folder = await makeTempFolder("protection");
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
  });

  after(async () => {
    await system.stop();
    await folder.remove();
  });

  for (const scheme of ["cbcs", "cenc"] as const) {
    it(`has ${scheme} protection details and keeps its key to itself`, async () => {
      await using server = await serveFile(await makeFilm(), { holdBack: false });
      const published = join(folder.path, scheme);
      const jobId = await submit(
        system.url,
        smallJob(
          { source: "", published },
          {
            ContentAcquisition: { Provider: "Http", UriPath: `${server.url}?signature=marker-of-a-signature` },
            ContentProcessing: {
              OutputFormat: ["Cmaf"],
              OptimizeFor: "Speed",
              DrmProtection: "Base64Key",
              KeyId: KEY_ID,
              ContentKey: CONTENT_KEY.toString("base64"),
              ProtectionScheme: scheme,
            },
          },
        ),
      );
      const events = await untilEnded(system.url, jobId);
      assert.deepEqual(historyOf(events), WHOLE_HISTORY);
      assertProtected(events, scheme);

      const manifests = await outputsOf(events, published);
      assert.match(manifests.dash, new RegExp(`cenc:default_KID="${KEY_ID}"`, "u"));
      const keyId = Buffer.from(KEY_ID.replaceAll("-", ""), "hex").toString("base64");
      const keys = [...manifests.hls.matchAll(/#EXT-X-KEY:METHOD=SAMPLE-AES.*?,URI="(.*?)"/gu)].map(([, uri]) => uri);
      assert.deepEqual([...new Set(keys)], [`data:text/plain;base64,${keyId}`]);
      for (const text of [JSON.stringify(events), manifests.dash, manifests.hls, system.log()])
        for (const secret of ["marker-of-a-signature", CONTENT_KEY.toString("base64"), CONTENT_KEY.toString("hex")])
          assert.ok(!text.includes(secret), "a secret is shown");
    });
  }
});

function assertProtected(events: readonly LifecycleEvent[], scheme: "cbcs" | "cenc"): void {
  const finished = events.find((event) => event.EventType === "EncodingFinished");
  assert.ok(finished);
  const media = finished.Representations.filter(({ Type }) => Type !== "text");
  assert.ok(media.length >= 2);
  for (const { Protection } of media) assert.deepEqual(Protection, { Scheme: scheme, KeyId: KEY_ID });
}

async function outputsOf(events: readonly LifecycleEvent[], published: string): Promise<{ dash: string; hls: string }> {
  const success = events.at(-1);
  assert.equal(success?.EventType, "JobSuccess");
  assert.ok(success.Output.dash && success.Output.hls);
  const folder = dirname(fileURLToPath(success.Output.hls));
  const names = await readdir(folder, { recursive: true });
  const playlists = names
    .filter((name) => name.endsWith(".m3u8"))
    .map((name) => readFile(join(published, name), "utf8"));
  return {
    dash: await readFile(fileURLToPath(success.Output.dash), "utf8"),
    hls: (await Promise.all(playlists)).join("\n"),
  };
}
