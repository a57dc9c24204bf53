import { createDatabase, freePort, makeTempFolder, startNats, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { access, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand, type RunningCommand } from "../support/command-line.ts";
import {
  makeImageFolder,
  PINNED_NODE,
  readCompose,
  readImage,
  type ComposeService,
  type Image,
} from "../support/deployment.ts";
import { historyOf, smallJob, submit, untilEnded, WHOLE_HISTORY } from "../support/job.ts";
import { SERVICES } from "../support/service-processes.ts";
import { makeSource } from "../support/source-folder.ts";

const READY_TIMEOUT_MS = 60_000;
const CONTAINER_ONLY = ["nats", "postgres", "rabbitmq"];

describe("the image and the compose file", async () => {
  const image = await readImage();
  const { services, problems } = await readCompose();

  it("are valid", async () => {
    assert.deepEqual(image.problems, []);
    assert.deepEqual(problems, []);
    for (const path of image.copied) await access(join(checkout, path));
  });

  it("have the nine services, from one image, and what they need", async () => {
    assert.deepEqual(Object.keys(services).toSorted(), [...SERVICES, ...CONTAINER_ONLY].toSorted());
    for (const service of SERVICES) {
      assert.deepEqual(services[service]?.command, [service]);
      assert.deepEqual(services[service].build, { context: "..", dockerfile: "deploy/Dockerfile" });
      assert.deepEqual(Object.keys(services[service].depends_on ?? {}), ["nats", "postgres"]);
    }
    assert.deepEqual(services["rabbitmq"]?.profiles, ["rabbitmq"]);
    const example = await readFile(join(checkout, "deploy/example.env"), "utf8");
    const wanted = JSON.stringify(services).matchAll(/\$\{(\w+)/gu);
    for (const [, variable = ""] of wanted) assert.match(example, new RegExp(`^${variable}=$`, "mu"));
  });

  it("answer probes and metrics from outside, and don't have a folder made that their user can't write to", () => {
    assert.equal(image.environment["HEALTH_HOST"], "0.0.0.0");
    assert.equal(services["api"]?.environment?.["HOST"], "0.0.0.0");
    const mounts = Object.values(services).flatMap(({ volumes = [] }) => volumes);
    assert.deepEqual(
      mounts.filter((mount) => typeof mount === "string" && mount.startsWith(".")),
      [],
    );
    for (const mount of mounts) if (typeof mount !== "string") assert.equal(mount.bind?.create_host_path, false);
  });

  // The images of NATS and PostgreSQL are other people's: here a nats-server and a PostgreSQL of the test stand in.
  it("start by their own commands, settings and health checks, and run a job", async () => {
    await using folder = await makeTempFolder("deploy");
    await using nats = await startNats();
    await using database = await createDatabase();
    await mkdir(join(folder.path, "workspace"));
    const root = join(folder.path, "reelbus");
    assert.deepEqual(image.omitted, ["dev", "optional"]);
    assert.deepEqual(
      (await makeImageFolder(root, image)).filter((path) => /\.test\.ts$|(?:^|\/)testing\//u.test(path)),
      [],
    );
    const source = await makeSource(join(folder.path, "media", "film"));
    const apiPort = await freePort();
    const replaced = new Map([
      ["nats://nats:4222", nats.url],
      ["postgres://reelbus:${POSTGRES_PASSWORD:?set it in deploy/.env}@postgres:5432/reelbus", database.url],
      ["${REELBUS_SECRET_KEY:?set it in deploy/.env}", randomBytes(32).toString("base64")],
      ["/workspace", join(folder.path, "workspace")],
      ["/media", join(folder.path, "media")],
      ["0.0.0.0", "127.0.0.1"],
      ["8080", String(apiPort)],
    ]);
    const running: RunningCommand[] = [];
    try {
      await Promise.all(
        SERVICES.map(async (name) => {
          const service = services[name];
          assert.ok(service);
          const healthPort = name === "api" ? apiPort : await freePort();
          const env = environmentOf(image, service, new Map([...replaced, ["8081", String(healthPort)]]));
          const command = start(root, image, image.entrypoint, service.command ?? [], env);
          running.push(command);
          const isReady = async () => (await fetch(`http://127.0.0.1:${healthPort}/health/ready`)).ok;
          await waitFor(isReady, { what: "it", timeoutMs: READY_TIMEOUT_MS, intervalMs: 100 }).catch(
            (cause: unknown) => {
              throw new Error(`${name} did not get ready; its log: ${command.output().stderr}`, { cause });
            },
          );
          const check = await start(root, image, image.healthCheck, [], env).ended;
          assert.equal(check.exitCode, 0, `the health check of ${name}; its log: ${command.output().stderr}`);
        }),
      );
      const url = `http://127.0.0.1:${apiPort}`;
      const jobId = await submit(url, smallJob({ source, published: join(folder.path, "media", "out") }));
      assert.deepEqual(historyOf(await untilEnded(url, jobId)), WHOLE_HISTORY);
    } finally {
      for (const { child } of running) child.kill("SIGTERM");
      const outcomes = await Promise.all(running.map(({ ended }) => ended));
      assert.deepEqual(
        outcomes.map(({ exitCode }) => exitCode),
        running.map(() => 0),
      );
    }
    // As users start it: by the script, which has the compiled code kept where the image lets it be written.
    assert.ok(image.owned.includes(".cache"));
    assert.notDeepEqual(await readdir(join(root, ".cache", "node")), []);
  });
});

/** Starts a command of the image: one of its own, by its path, or the base image's Node. */
function start(
  cwd: string,
  { folder }: Image,
  command: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const [program = "", ...rest] = command;
  const own = program.startsWith(`${folder}/`) ? join(cwd, program.slice(folder.length)) : null;
  assert.ok(own !== null || program === "node", program);
  // The image has no compiled code of the test run's.
  return startCommand(own ?? PINNED_NODE, [...rest, ...args], { env: { NODE_COMPILE_CACHE: "", ...env }, cwd });
}

function environmentOf(image: Image, service: ComposeService, replaced: ReadonlyMap<string, string>) {
  const settings = { ...image.environment, ...service.environment };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, replaced.get(value) ?? value]));
}
