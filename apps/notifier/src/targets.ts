import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import type { LifecycleEvent, MessagePublisher } from "@reelbus/contracts";
import type { Publisher } from "@reelbus/publishers";
import type { NotifierLimits } from "./limits.ts";
import { Target, type PublishSignals } from "./target.ts";

export interface TargetsOptions {
  readonly open: (settings: MessagePublisher) => Publisher;
  readonly limits: Pick<
    NotifierLimits,
    "perTarget" | "waitingPerTarget" | "waitingPerQuickTarget" | "quickCallMs" | "idleMs" | "idleTargets"
  >;
}

/** The targets in use, one connection each, and for a while those that were. */
export class Targets {
  readonly #options: TargetsOptions;
  /** By a keyed digest of the settings with their secrets; neither leaves this process. */
  readonly #targets = new Map<string, Target>();
  readonly #digestKey = createSecretKey(randomBytes(32));
  readonly #sweep: NodeJS.Timeout;
  readonly #closing = new Set<Promise<void>>();

  constructor(options: TargetsOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#closeIdle(), options.limits.idleMs / 4);
  }

  /** Publishes to the target that these settings name; see `Target.publish`. */
  async publish(settings: MessagePublisher, events: readonly LifecycleEvent[], signals: PublishSignals): Promise<void> {
    const key = createHmac("sha256", this.#digestKey).update(JSON.stringify(settings)).digest("base64");
    const target = this.#targets.get(key) ?? new Target(this.#options.open(settings), this.#options.limits);
    // Put behind the others: the order of the map is the order of last use.
    this.#targets.delete(key);
    this.#targets.set(key, target);
    const published = target.publish(events, signals);
    if (this.#targets.size > this.#options.limits.idleTargets) this.#closeIdle();
    await published;
  }

  /** How many targets are connected or may be. */
  get size(): number {
    return this.#targets.size;
  }

  /** Disconnects all. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const key of this.#targets.keys()) this.#close(key);
    await Promise.all(this.#closing);
  }

  #closeIdle(): void {
    const { idleMs, idleTargets } = this.#options.limits;
    const idle = [...this.#targets].flatMap(([key, { idleSinceMs }]) =>
      idleSinceMs === null ? [] : [{ key, idleSinceMs }],
    );
    const tooMany = idle.length - idleTargets;
    for (const [index, { key, idleSinceMs }] of idle.entries())
      if (index < tooMany || idleSinceMs + idleMs <= performance.now()) this.#close(key);
  }

  #close(key: string): void {
    const target = this.#targets.get(key);
    if (target === undefined) return;
    this.#targets.delete(key);
    const closed = target.close().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}
