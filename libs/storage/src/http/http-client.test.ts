import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError, type AcquisitionStorage } from "@reelbus/contracts";
import { withLeakCheck } from "@reelbus/testing";
import { startFileServer } from "../testing/index.ts";
import { HttpSource } from "./http-source.ts";

const never = new AbortController().signal;
const film = new Map([["film.mp4", Buffer.from("film")]]);
const credentials = { CredentialsName: "usér", CredentialsSecret: "pass:word" };
const expectedAuthorization = `Basic ${Buffer.from("usér:pass:word").toString("base64")}`;

function sourceOf(UriPath: string, more: Partial<AcquisitionStorage> = {}): HttpSource {
  return new HttpSource({ Provider: "Http", UriPath, CredentialsProtection: "Unencrypted", ...more });
}

/** A server that keeps the Authorization header of every request and redirects what `redirects` names. */
async function startRedirectingServer(redirects: Readonly<Record<string, string>>) {
  const authorizations: (string | undefined)[] = [];
  const server = await startFileServer(film, (request, response) => {
    authorizations.push(request.headers.authorization);
    const location = redirects[request.url ?? ""];
    if (location === undefined) return false;
    response.writeHead(302, { location }).end();
    return true;
  });
  return { ...server, authorizations };
}

test(
  "credentials are sent as basic authentication, in UTF-8",
  withLeakCheck(async () => {
    await using server = await startRedirectingServer({});
    await sourceOf(server.urlOf("film.mp4"), credentials).list(never);
    await sourceOf(server.urlOf("film.mp4")).list(never);
    assert.deepEqual(server.authorizations, [expectedAuthorization, undefined]);
  }),
);

test(
  "a redirect within the origin keeps the credentials; to another one they are not sent",
  withLeakCheck(async () => {
    await using other = await startRedirectingServer({});
    await using server = await startRedirectingServer({ "/a": "/b", "/b": other.urlOf("film.mp4") });
    const files = await sourceOf(`${server.url}/a`, credentials).list(never);
    assert.deepEqual(files, [{ path: "a", sizeBytes: 4 }]);
    assert.deepEqual(server.authorizations, [expectedAuthorization, expectedAuthorization]);
    assert.deepEqual(other.authorizations, [undefined]);
  }),
);

test(
  "credentials in a redirect's URL are not used",
  withLeakCheck(async () => {
    await using other = await startRedirectingServer({});
    await using server = await startRedirectingServer({ "/a": other.urlOf("film.mp4").replace("//", "//me:word@") });
    await sourceOf(`${server.url}/a`).list(never);
    assert.deepEqual(other.authorizations, [undefined]);
  }),
);

test(
  "five redirects are followed, six are not",
  withLeakCheck(async () => {
    await using server = await startRedirectingServer({
      "/6": "/5",
      "/5": "/4",
      "/4": "/3",
      "/3": "/2",
      "/2": "/1",
      "/1": "/film.mp4",
    });
    assert.deepEqual(await sourceOf(`${server.url}/5`).list(never), [{ path: "5", sizeBytes: 4 }]);
    await assert.rejects(sourceOf(`${server.url}/6`).list(never), isBadResponse);
  }),
);

test(
  "a redirect to anything but http and https is refused",
  withLeakCheck(async () => {
    for (const location of ["file:///etc/passwd", "ftp://host/film.mp4", "http://"]) {
      await using server = await startRedirectingServer({ "/a": location });
      await assert.rejects(sourceOf(`${server.url}/a`).list(never), isBadResponse);
    }
  }),
);

test(
  "the check asks each server once",
  withLeakCheck(async () => {
    await using server = await startRedirectingServer({});
    await using other = await startRedirectingServer({});
    const UriPaths = ["a", "film.mp4", "b"].flatMap((path) => [server.urlOf(path), other.urlOf(path)]);
    const source = new HttpSource({ Provider: "Http", UriPaths, CredentialsProtection: "Unencrypted" });
    await source.check(never);
    assert.deepEqual(server.requests, ["HEAD /a", "GET /a"]);
    assert.deepEqual(other.requests, ["HEAD /a", "GET /a"]);
  }),
);

test(
  "a server that refuses HEAD is asked for the first byte",
  withLeakCheck(async () => {
    const files = new Map([
      ["film.mp4", Buffer.from("the film")],
      ["empty.srt", Buffer.alloc(0)],
    ]);
    await using server = await startFileServer(files, (request, response) => {
      if (request.method !== "HEAD") return false;
      response.writeHead(405).end();
      return true;
    });
    const UriPaths = [...files.keys()].map((path) => server.urlOf(path));
    const source = new HttpSource({ Provider: "Http", UriPaths, CredentialsProtection: "Unencrypted" });
    await source.check(never);
    assert.deepEqual(await source.list(never), [
      { path: "film.mp4", sizeBytes: 8 },
      { path: "empty.srt", sizeBytes: 0 },
    ]);
  }),
);

test(
  "a server without ranges is not read to learn a size",
  withLeakCheck(async () => {
    let finished: Promise<unknown> = Promise.resolve();
    await using server = await startFileServer(new Map(), (request, response) => {
      if (request.method === "HEAD") {
        response.writeHead(501).end();
        return true;
      }
      response.writeHead(200, { "content-length": 1_000_000_000 });
      response.write("the start");
      finished = new Promise((resolve) => response.once("close", () => resolve(response.writableFinished)));
      return true;
    });
    assert.deepEqual(await sourceOf(server.urlOf("film.mp4")).list(never), [
      { path: "film.mp4", sizeBytes: 1_000_000_000 },
    ]);
    assert.equal(await finished, false);
  }),
);

function isBadResponse(error: unknown): boolean {
  return error instanceof ReelbusError && error.reason === "bad-response" && !error.retryable;
}
