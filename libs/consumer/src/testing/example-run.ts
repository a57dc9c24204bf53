import { lifecycleEventSchema, type LifecycleEvent, type MessagePublisher } from "@reelbus/contracts";
import { openPublisher, type Publisher } from "@reelbus/publishers";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

/** A broker, and how an example reads from it. */
export interface ExampleSetup {
  readonly example: string;
  readonly settings: MessagePublisher;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the broker may change the order. */
  readonly anyOrder: boolean;
  /** Whether nothing can be published while the example doesn't run. */
  readonly needsReader: boolean;
  /** How many messages the broker still has when the example is killed. */
  left(): Promise<number>;
  /** Whether nothing is left of a job whose last event is stored, where that can be seen while the example runs. */
  readonly isTidy?: (events: readonly LifecycleEvent[]) => boolean | Promise<boolean>;
  /** The one message that is no event, which is published first; where the example itself puts it aside. */
  readonly putAside?: () => Promise<{ readonly SchemaVersion: string }>;
}

const signal = AbortSignal.timeout(120_000);

/** A running example, with a database of its own, and a publisher to its broker. */
export class ExampleRun implements AsyncDisposable {
  readonly #setup: ExampleSetup;
  readonly #publisher: Publisher;
  readonly #folder: Awaited<ReturnType<typeof makeTempFolder>>;
  #program: ChildProcess;
  #errors = "";

  static async start(setup: ExampleSetup): Promise<ExampleRun> {
    return new ExampleRun(setup, await makeTempFolder("example"));
  }

  private constructor(setup: ExampleSetup, folder: Awaited<ReturnType<typeof makeTempFolder>>) {
    this.#setup = setup;
    this.#folder = folder;
    this.#publisher = openPublisher(setup.settings, { resolveLocalPath: (path) => Promise.resolve(path) });
    this.#program = this.#spawn();
  }

  /** Publishes one event after the other; to a receiver that still starts, until it takes the first. */
  async publish(events: readonly LifecycleEvent[]): Promise<void> {
    for (const event of events)
      await waitFor(() => this.#publisher.publish([event], signal).then(() => true), {
        what: `event ${event.Sequence} to be taken`,
        timeoutMs: this.#setup.needsReader ? 20_000 : 0,
      });
  }

  /** What the example has stored, in the order in which it did. */
  stored(): LifecycleEvent[] {
    if (!existsSync(this.#database)) return [];
    const database = new DatabaseSync(this.#database, { readOnly: true, timeout: 5_000 });
    try {
      const rows = database.prepare("SELECT Event FROM events ORDER BY rowid").all();
      return rows.map(({ Event }) => lifecycleEventSchema.parse(JSON.parse(String(Event))));
    } finally {
      database.close();
    }
  }

  async kill(): Promise<void> {
    const program = this.#program;
    if (program.exitCode !== null || program.signalCode !== null) return;
    program.kill("SIGKILL");
    await once(program, "exit");
  }

  /**
   * Lets the example fail to store, and kills it when it has. Gives what `publish` has begun, which may go on until the
   * example runs again.
   */
  async whileLocked(publish: () => Promise<void>): Promise<{ readonly published: Promise<void> }> {
    const database = new DatabaseSync(this.#database, { timeout: 5_000 });
    database.exec("BEGIN IMMEDIATE");
    const published = publish();
    try {
      await waitFor(() => this.#errors.includes("database is locked"), {
        what: "a failure to store",
        timeoutMs: 20_000,
      });
      await this.kill();
    } finally {
      database.close();
    }
    return { published };
  }

  startAgain(): void {
    this.#program = this.#spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#publisher.close();
    await this.#folder.remove();
  }

  get #database(): string {
    return join(this.#folder.path, "events.db");
  }

  #spawn(): ChildProcess {
    const example = fileURLToPath(new URL(`../../examples/${this.#setup.example}.ts`, import.meta.url));
    const env = { ...process.env, ...this.#setup.env, DATABASE: this.#database };
    const program = spawn(process.execPath, [example], { env, stdio: ["ignore", "ignore", "pipe"] });
    program.stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    return program;
  }
}
