import { REASONS, type LifecycleEvent, type ReelbusError } from "@reelbus/contracts";
import { PublishError, type Publisher } from "@reelbus/publishers";
import { CallWindow } from "./call-window.ts";
import { Circuit } from "./circuit.ts";
import type { NotifierLimits } from "./limits.ts";
import { Slots } from "./slots.ts";

type TargetLimits = Pick<NotifierLimits, "perTarget" | "waitingPerTarget" | "waitingPerQuickTarget">;

/** A target is quick for a while after a call that took less than this, unless all its calls then take longer. */
const QUICK_CALL_MS = 100;
const QUICK_FOR_MS = 1_000;

/** A lane that finds the queue of a target full comes back after a pause between these. */
const BUSY_PAUSE_MS = { min: 250, max: 1_000 };

/** When a publish call must end early. */
export interface PublishSignals {
  /** Ends the call, whatever it does. */
  readonly signal: AbortSignal;
  /** Ends it while it waits for its turn. */
  readonly stopping: AbortSignal;
}

/** The call ended before anything was published, and says nothing about the target. */
export class NotTried extends Error {
  override readonly name = "NotTried";
  /** For how long it is of no use to try again. */
  readonly pauseMs: number;

  constructor(pauseMs = 0) {
    super("nothing was published");
    this.pauseMs = pauseMs;
  }
}

/** One customer's broker or folder, shared by all lanes that lead to it. */
export class Target {
  readonly #publisher: Publisher;
  readonly #slots: Slots;
  readonly #limits: TargetLimits;
  readonly #circuit = new Circuit();
  readonly #window: CallWindow;
  /** Calls that publish or wait for their turn. */
  #calls = 0;
  #publishing = 0;
  #usedAtMs = 0;
  #quickUntilMs = 0;
  /** Set while calls publish: runs out when none of them has answered for too long. */
  #silence: NodeJS.Timeout | null = null;

  constructor(publisher: Publisher, limits: TargetLimits) {
    this.#publisher = publisher;
    this.#slots = new Slots(limits.perTarget);
    this.#window = new CallWindow(limits.perTarget);
    this.#limits = limits;
  }

  /**
   * Publishes when it is this call's turn, unless the target is known to be down or too many calls wait already.
   * @throws PublishError, ReelbusError when it is down, NotTried
   */
  async publish(events: readonly LifecycleEvent[], { signal, stopping }: PublishSignals): Promise<void> {
    if (this.#calls >= this.#mostCalls()) throw new NotTried(busyPauseMs());
    this.#calls += 1;
    try {
      const ended = AbortSignal.any([signal, stopping]);
      if (!(await this.#slots.enter(ended))) throw new NotTried(ended.aborted ? 0 : busyPauseMs());
      try {
        await this.#publishNow(events, signal);
      } finally {
        this.#slots.leave();
      }
    } finally {
      this.#calls -= 1;
      this.#usedAtMs = performance.now();
    }
  }

  /** Since when nobody uses it, or may use it, as `performance.now()` tells it; null while somebody does. */
  get idleSinceMs(): number | null {
    return this.#calls > 0 ? null : Math.max(this.#usedAtMs, this.#circuit.openUntilMs);
  }

  close(): Promise<void> {
    return this.#publisher.close();
  }

  #mostCalls(): number {
    const { perTarget, waitingPerTarget, waitingPerQuickTarget } = this.#limits;
    return perTarget + (performance.now() < this.#quickUntilMs ? waitingPerQuickTarget : waitingPerTarget);
  }

  /** Those that wait because the target was quick would wait too long, and lanes to other targets for them. */
  #noLongerQuick(): void {
    this.#quickUntilMs = 0;
    this.#slots.turnAway(this.#limits.waitingPerTarget);
  }

  async #publishNow(events: readonly LifecycleEvent[], signal: AbortSignal): Promise<void> {
    const refusal = this.#circuit.refusal(performance.now());
    if (refusal !== null) throw refusal;
    const startedAtMs = performance.now();
    const { epoch } = this.#window;
    this.#publishing += 1;
    this.#silence ??= setTimeout(() => this.#noLongerQuick(), QUICK_CALL_MS);
    try {
      await this.#publisher.publish(events, signal);
      this.#circuit.succeeded();
      this.#window.succeeded(epoch);
      this.#slots.resize(this.#window.size);
      const nowMs = performance.now();
      if (nowMs - startedAtMs < QUICK_CALL_MS) this.#quickUntilMs = nowMs + QUICK_FOR_MS;
      else this.#noLongerQuick();
    } catch (error) {
      this.#noLongerQuick();
      if (signal.aborted) this.#circuit.ended();
      else this.#learnFrom(error, epoch);
      throw error;
    } finally {
      this.#publishing -= 1;
      this.#heard();
    }
  }

  #heard(): void {
    if (this.#publishing > 0) {
      this.#silence?.refresh();
      return;
    }
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = null;
  }

  /** @param epoch of the window when the call started */
  #learnFrom(error: unknown, epoch: number): void {
    if (!(error instanceof PublishError)) {
      this.#circuit.ended();
      return;
    }
    if (error.reason === "throttled") {
      this.#window.throttled(epoch);
      this.#slots.resize(this.#window.size);
    }
    if (error.deliveredCount > 0 || !meansDown(error)) this.#circuit.succeeded();
    if (meansDown(error)) this.#circuit.failed(error, performance.now());
  }
}

function busyPauseMs(): number {
  const { min, max } = BUSY_PAUSE_MS;
  return min + Math.random() * (max - min);
}

/** Whether every lane to the target would fail for the same reason, for now; a wrong password counts, it is tried again. */
function meansDown({ reason }: ReelbusError): boolean {
  return reason !== "message-too-large" && REASONS[reason].fault === "customer";
}
