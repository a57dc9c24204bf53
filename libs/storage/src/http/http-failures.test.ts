import assert from "node:assert/strict";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { ReelbusError, type AcquisitionStorage, type Reason } from "@reelbus/contracts";
import { CLOSED_PORT, makeCertificate, withLeakCheck, UNKNOWN_HOST } from "@reelbus/testing";
import { startFileServer } from "../testing/index.ts";
import { HTTP_LIMITS, type HttpLimits } from "./http-limits.ts";
import { HttpSource } from "./http-source.ts";

const never = new AbortController().signal;

function sourceOf(
  UriPath: string,
  more: Partial<AcquisitionStorage> = {},
  limits: Partial<HttpLimits> = {},
): HttpSource {
  return new HttpSource(
    { Provider: "Http", UriPath, CredentialsProtection: "Unencrypted", ...more },
    { ...HTTP_LIMITS, ...limits },
  );
}

async function failureOf(source: HttpSource): Promise<ReelbusError> {
  const error: unknown = await source.list(never).then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(error instanceof ReelbusError, String(error));
  return error;
}

async function expectFailure(
  uri: string,
  reason: Reason,
  retryable: boolean,
  limits: Partial<HttpLimits> = {},
): Promise<void> {
  const failure = await failureOf(sourceOf(uri, {}, limits));
  assert.deepEqual([failure.reason, failure.retryable], [reason, retryable], failure.message);
}

async function listening(server: Server): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

test(
  "each status has its reason",
  withLeakCheck(async () => {
    const expected = [
      [404, "file-not-found", false],
      [410, "file-not-found", false],
      [401, "access-denied", false],
      [403, "access-denied", false],
      [408, "timeout", true],
      [429, "throttled", true],
      [500, "bad-response", true],
      [503, "bad-response", true],
      [400, "bad-response", false],
      [204, "bad-response", false],
      [304, "bad-response", false],
    ] as const;
    for (const [status, reason, retryable] of expected) {
      await using server = await startFileServer(new Map(), (_request, response) => {
        response.writeHead(status).end();
        return true;
      });
      await expectFailure(server.urlOf("film.mp4"), reason, retryable);
    }
  }),
);

test(
  "Retry-After is passed on, as seconds and as a date",
  withLeakCheck(async () => {
    const retryAfterMsOf = async (status: number, value: string) => {
      await using server = await startFileServer(new Map(), (_request, response) => {
        response.writeHead(status, { "retry-after": value }).end();
        return true;
      });
      return (await failureOf(sourceOf(server.urlOf("film.mp4")))).retryAfterMs;
    };
    assert.equal(await retryAfterMsOf(429, "7"), 7000);
    assert.equal(await retryAfterMsOf(503, "120"), 120_000);
    assert.equal(await retryAfterMsOf(503, "soon"), null);
    assert.equal(await retryAfterMsOf(503, new Date(0).toUTCString()), 0);
    const fromDate = await retryAfterMsOf(503, new Date(Date.now() + 60_000).toUTCString());
    assert.ok(fromDate !== null && fromDate > 30_000 && fromDate <= 60_000, String(fromDate));
  }),
);

test(
  "a host that refuses or is not known may be there later",
  withLeakCheck(async () => {
    await expectFailure(`http://127.0.0.1:${CLOSED_PORT}/film.mp4`, "host-unreachable", true);
    await expectFailure(`http://${UNKNOWN_HOST}/film.mp4`, "host-not-found", true);
  }),
);

test(
  "a server that takes the request and never answers is a timeout",
  withLeakCheck(async () => {
    await using server = await startFileServer(new Map(), () => true);
    await expectFailure(server.urlOf("film.mp4"), "timeout", true, { answerMs: 150 });
    const checked = sourceOf(server.urlOf("film.mp4"), {}, { checkAnswerMs: 150 }).check(never);
    await assert.rejects(checked, (error) => error instanceof ReelbusError && error.message.includes("film.mp4"));
  }),
);

test(
  "a TLS handshake that never ends is an unreachable host",
  withLeakCheck(async () => {
    await using server = await listening(createTcpServer());
    await expectFailure(`https://127.0.0.1:${server.port}/film.mp4`, "host-unreachable", true, { connectMs: 150 });
  }),
);

test(
  "what is no HTTP server is a bad response",
  withLeakCheck(async () => {
    const answers = [
      "220 ready\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
    ];
    for (const answer of answers) {
      await using server = await listening(
        createTcpServer((socket) => socket.on("error", () => undefined).end(answer)),
      );
      const failure = await failureOf(sourceOf(`http://127.0.0.1:${server.port}/film.mp4`));
      assert.equal(failure.reason, "bad-response", failure.message);
    }
  }),
);

test(
  "plain HTTP on the other side of https is a bad response, told by the code of an alert, which may pass",
  withLeakCheck(async () => {
    await using server = await startFileServer(new Map());
    await expectFailure(`${server.url.replace("http:", "https:")}/film.mp4`, "bad-response", true);
  }),
);

test(
  "a certificate is checked, for its authority and for the host's name",
  withLeakCheck(async () => {
    const { certificate, key } = await makeCertificate();
    await using server = await listening(
      createHttpsServer({ key, cert: certificate }, (_request, response) => response.end("film")),
    );
    const uri = `https://localhost:${server.port}/film.mp4`;
    await expectFailure(uri, "untrusted-certificate", false);

    const before = getCACertificates("default");
    setDefaultCACertificates([certificate]);
    try {
      assert.deepEqual(await sourceOf(uri).list(never), [{ path: "film.mp4", sizeBytes: null }]);
      await expectFailure(uri.replace("localhost", "127.0.0.1"), "untrusted-certificate", false);
    } finally {
      setDefaultCACertificates(before);
    }
  }),
);

test(
  "an abort ends a request on the way with its reason",
  withLeakCheck(async () => {
    const abort = new AbortController();
    const reason = new Error("no longer wanted");
    await using server = await startFileServer(new Map(), () => {
      abort.abort(reason);
      return true;
    });
    await assert.rejects(sourceOf(server.urlOf("film.mp4")).list(abort.signal), reason);
    await assert.rejects(sourceOf(server.urlOf("film.mp4")).check(abort.signal), reason);
  }),
);

test(
  "no message holds a secret",
  withLeakCheck(async () => {
    await using server = await startFileServer(new Map(), (_request, response) => {
      response.writeHead(403).end();
      return true;
    });
    const credentials = { CredentialsName: "user-name", CredentialsSecret: "pass-word" };
    for (const uri of [server.url, `http://127.0.0.1:${CLOSED_PORT}`]) {
      const { message } = await failureOf(sourceOf(`${uri}/film.mp4?signature=hush`, credentials));
      assert.ok(message.includes("/film.mp4?[redacted]"), message);
      for (const secret of ["hush", "user-name", "pass-word"]) assert.ok(!message.includes(secret), message);
    }
  }),
);
