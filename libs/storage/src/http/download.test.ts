import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ReelbusError, type Reason } from "@reelbus/contracts";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { startFileServer } from "../testing/index.ts";
import { HTTP_LIMITS } from "./http-limits.ts";
import { HttpSource } from "./http-source.ts";

const film = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const limits = { ...HTTP_LIMITS, firstPauseMs: 1, longestPauseMs: 50, resumes: 3 };

type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server of one film, a source of it, and a folder to fetch it to. */
async function setUp(intercept: Intercept, stallMs = HTTP_LIMITS.stallMs) {
  const cleanup = new AsyncDisposableStack();
  const server = cleanup.use(await startFileServer(new Map([["film.mp4", film]]), intercept));
  const folder = cleanup.use(await makeTempFolder("fetched"));
  const source = new HttpSource(
    { Provider: "Http", UriPath: server.urlOf("film.mp4"), CredentialsProtection: "Unencrypted" },
    { ...limits, stallMs },
  );
  cleanup.defer(() => source.close());
  const to = join(folder.path, "film.mp4");
  const counted = { bytes: 0 };
  const fetch = (
    signal = new AbortController().signal,
    sizeBytes: number | null = film.length,
    onBytes: () => void = () => undefined,
  ) =>
    source.fetch({ path: "film.mp4", sizeBytes }, to, {
      signal,
      onBytes: (delta) => {
        counted.bytes += delta;
        onBytes();
      },
    });
  return {
    server,
    folder: folder.path,
    to,
    counted,
    source,
    fetch,
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
}

const etag = { etag: '"v1"' };

/** Announces the whole film and breaks off after the first bytes. */
function cutAfter(response: ServerResponse, bytes: number, headers: Readonly<Record<string, string>> = etag): true {
  response.writeHead(200, { "content-length": film.length, ...headers });
  response.write(film.subarray(0, bytes), () => response.destroy());
  return true;
}

function rangeStart(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? "")?.[1]);
}

function sendRange(response: ServerResponse, start: number, end = film.length): void {
  const contentRange = `bytes ${start}-${film.length - 1}/${film.length}`;
  response.writeHead(206, { "content-range": contentRange, "content-length": film.length - start });
  const body = film.subarray(start, end);
  if (end === film.length) response.end(body);
  else response.write(body, () => response.destroy());
}

async function expectFailure(fetched: Promise<unknown>, reason: Reason, retryable: boolean): Promise<ReelbusError> {
  const error: unknown = await fetched.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(error instanceof ReelbusError, String(error));
  assert.deepEqual([error.reason, error.retryable], [reason, retryable], error.message);
  return error;
}

test(
  "a cut transfer goes on where it stopped, under the file's validator",
  withLeakCheck(async () => {
    const resumes: (string | undefined)[] = [];
    await using at = await setUp((request, response) => {
      if (request.headers.range === undefined) return cutAfter(response, 100_000);
      resumes.push(request.headers["if-range"]?.toString());
      const start = rangeStart(request);
      sendRange(response, start, resumes.length === 1 ? start + 50_000 : film.length);
      return true;
    });
    assert.equal(await at.fetch(), film.length);
    assert.deepEqual(await readFile(at.to), film);
    assert.equal(at.counted.bytes, film.length);
    assert.deepEqual(resumes, ['"v1"', '"v1"']);
    assert.deepEqual(await readdir(at.folder), ["film.mp4"]);
  }),
);

test(
  "a server that fails on the way is waited for",
  withLeakCheck(async () => {
    let answers = 0;
    await using at = await setUp((request, response) => {
      answers += 1;
      if (answers === 1) return cutAfter(response, 100_000, { "last-modified": "Sat, 31 Jan 2026 12:00:00 GMT" });
      if (answers === 2) response.writeHead(503, { "retry-after": "0" }).end();
      else sendRange(response, rangeStart(request));
      return true;
    });
    assert.equal(await at.fetch(), film.length);
    assert.deepEqual(await readFile(at.to), film);
  }),
);

test(
  "a transfer that breaks again and again is given up",
  withLeakCheck(async () => {
    await using at = await setUp((request, response) => {
      if (request.headers.range === undefined) return cutAfter(response, 1000);
      const start = rangeStart(request);
      sendRange(response, start, start + 1000);
      return true;
    });
    await expectFailure(at.fetch(), "incomplete-transfer", true);
    assert.equal(at.server.requests.length, 1 + limits.resumes);
    assert.deepEqual(await readdir(at.folder), []);
  }),
);

test(
  "a file without validator, or with a weak one, is not resumed",
  withLeakCheck(async () => {
    const weak: Record<string, string>[] = [{}, { etag: 'W/"v1"' }];
    for (const headers of weak) {
      await using at = await setUp((_request, response) => cutAfter(response, 1000, headers));
      await expectFailure(at.fetch(), "incomplete-transfer", true);
      assert.equal(at.server.requests.length, 1);
    }
  }),
);

test(
  "a file that changed meanwhile is not mixed with the old one",
  withLeakCheck(async () => {
    await using at = await setUp((request, response) => {
      if (request.headers.range === undefined) return cutAfter(response, 1000);
      response.writeHead(200, { "content-length": film.length, etag: '"v2"' }).end(film);
      return true;
    });
    await expectFailure(at.fetch(), "incomplete-transfer", true);
    assert.equal(at.server.requests.length, 2);
    assert.deepEqual(await readdir(at.folder), []);
  }),
);

test(
  "a resume that brings other bytes than asked for is refused",
  withLeakCheck(async () => {
    for (const contentRange of [`bytes 0-299999/${film.length}`, `bytes 1000-299999/300001`, "nonsense"]) {
      await using at = await setUp((request, response) => {
        if (request.headers.range === undefined) return cutAfter(response, 1000);
        response.writeHead(206, { "content-range": contentRange }).end(film.subarray(1000));
        return true;
      });
      await expectFailure(at.fetch(), "bad-response", false);
      assert.deepEqual(await readdir(at.folder), []);
    }
  }),
);

test(
  "a long Retry-After on the way is left to the caller",
  withLeakCheck(async () => {
    await using at = await setUp((request, response) => {
      if (request.headers.range === undefined) return cutAfter(response, 1000);
      response.writeHead(429, { "retry-after": "3600" }).end();
      return true;
    });
    const failure = await expectFailure(at.fetch(), "throttled", true);
    assert.equal(failure.retryAfterMs, 3_600_000);
    assert.equal(at.server.requests.length, 2);
  }),
);

test(
  "what fails before the first byte is not tried again here",
  withLeakCheck(async () => {
    await using at = await setUp((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    await expectFailure(at.fetch(), "bad-response", true);
    assert.equal(at.server.requests.length, 1);
  }),
);

test(
  "a server that falls silent before the first byte, or on the way, is a timeout",
  withLeakCheck(async () => {
    for (const sentBytes of [0, 1000]) {
      await using at = await setUp((_request, response) => {
        response.writeHead(200, { "content-length": film.length }).flushHeaders();
        response.write(film.subarray(0, sentBytes));
        return true;
      }, 200);
      await expectFailure(at.fetch(), "timeout", true);
      assert.deepEqual(await readdir(at.folder), []);
    }
  }),
);

test(
  "a slow server is no silent one",
  withLeakCheck(async () => {
    await using at = await setUp((_request, response) => {
      response.writeHead(200, { "content-length": 8 });
      let sent = 0;
      const timer = setInterval(() => {
        sent += 1;
        response.write("x");
        if (sent < 8) return;
        clearInterval(timer);
        response.end();
      }, 200);
      return true;
    }, 1000);
    // 8 bytes in 1.6 s; the limit for one is 1 s.
    assert.equal(await at.fetch(), 8);
  }),
);

test(
  "fewer bytes than listed, of a length not announced, are incomplete",
  withLeakCheck(async () => {
    await using at = await setUp((_request, response) => {
      response.writeHead(200);
      response.end("short");
      return true;
    });
    await expectFailure(at.fetch(), "incomplete-transfer", true);
    assert.equal(await at.fetch(new AbortController().signal, null), 5);
  }),
);

test(
  "a broken chunked transfer is incomplete",
  withLeakCheck(async () => {
    await using at = await setUp((_request, response) => {
      response.writeHead(200);
      response.write("a part", () => response.destroy());
      return true;
    });
    await expectFailure(at.fetch(new AbortController().signal, null), "incomplete-transfer", true);
  }),
);

test(
  "a compressed answer is refused, and none is asked for",
  withLeakCheck(async () => {
    let asked: string | undefined;
    await using at = await setUp((request, response) => {
      asked = request.headers["accept-encoding"];
      response.writeHead(200, { "content-encoding": "gzip", "content-length": 5 }).end("12345");
      return true;
    });
    await expectFailure(at.fetch(), "bad-response", false);
    assert.equal(asked, "identity");
  }),
);

test(
  "an abort ends a transfer, a pause between two tries, and the wait for an answer",
  withLeakCheck(async () => {
    const reason = new Error("no longer wanted");
    const hangs: Intercept[] = [
      () => true,
      (_request, response) => {
        response.writeHead(200, { "content-length": film.length });
        response.write(film.subarray(0, 1000));
        return true;
      },
      (request, response) => {
        if (request.headers.range === undefined) return cutAfter(response, 1000);
        response.writeHead(503, { "retry-after": "30" }).end();
        return true;
      },
    ];
    for (const hang of hangs) {
      const abort = new AbortController();
      await using at = await setUp((request, response) => {
        setImmediate(() => abort.abort(reason));
        return hang(request, response);
      });
      await assert.rejects(at.fetch(abort.signal), reason);
      assert.deepEqual(await readdir(at.folder), []);
    }
  }),
);

test(
  "close ends a running transfer",
  withLeakCheck(async () => {
    await using at = await setUp((_request, response) => {
      response.writeHead(200, { "content-length": film.length });
      response.write(film.subarray(0, 1000));
      return true;
    });
    let closing: Promise<void> | undefined;
    const fetched = at.fetch(undefined, film.length, () => {
      closing ??= at.source.close();
    });
    await assert.rejects(fetched, /closed/u);
    await closing;
    assert.deepEqual(await readdir(at.folder), []);
  }),
);
