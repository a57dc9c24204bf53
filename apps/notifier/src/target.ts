import { REASONS, type LifecycleEvent, type ReelbusError } from "@reelbus/contracts";
import { PublishError, type Publisher } from "@reelbus/publishers";
import { AnswerPace } from "./answer-pace.ts";
import { CallWindow } from "./call-window.ts";
import { Circuit } from "./circuit.ts";
import type { NotifierLimits } from "./limits.ts";
import { Slots } from "./slots.ts";

type TargetLimits = Pick<NotifierLimits, "perTarget" | "waitingPerTarget" | "waitingPerQuickTarget" | "quickCallMs">;

/**
 * A lane that finds the queue of a target full comes back within the time that the target takes for an answer, but within
 * these bounds: thousands to one that hangs would else be read and turned away again and again.
 */
const BUSY_PAUSE_MS = { least: 250, quick: 1_000, most: 60_000 };

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
  readonly #pace: AnswerPace;
  readonly #nowMs: () => number;
  /** Calls that publish or wait for their turn. */
  #calls = 0;
  #usedAtMs = 0;

  constructor(publisher: Publisher, limits: TargetLimits, nowMs = () => performance.now()) {
    this.#publisher = publisher;
    this.#slots = new Slots(limits.perTarget);
    this.#window = new CallWindow(limits.perTarget);
    this.#limits = limits;
    this.#nowMs = nowMs;
    // Those that wait because the target was quick would wait too long, and lanes to other targets for them.
    this.#pace = new AnswerPace(limits.quickCallMs, nowMs, () => this.#slots.turnAway(limits.waitingPerTarget));
  }

  /**
   * Publishes when it is this call's turn, unless the target is known to be down or too many calls wait already.
   * @throws PublishError, ReelbusError when it is down, NotTried
   */
  async publish(events: readonly LifecycleEvent[], { signal, stopping }: PublishSignals): Promise<void> {
    if (this.#calls >= this.#mostCalls()) throw new NotTried(this.#busyPauseMs());
    this.#calls += 1;
    try {
      const ended = AbortSignal.any([signal, stopping]);
      if (!(await this.#slots.enter(ended))) throw new NotTried(ended.aborted ? 0 : this.#busyPauseMs());
      try {
        await this.#publishOrTry(events, signal);
      } finally {
        this.#slots.leave();
      }
    } finally {
      this.#calls -= 1;
      this.#usedAtMs = this.#nowMs();
    }
  }

  /** Since when nobody uses it, or may use it, as `performance.now` tells it; null while somebody does. */
  get idleSinceMs(): number | null {
    return this.#calls > 0 ? null : Math.max(this.#usedAtMs, this.#circuit.openUntilMs);
  }

  close(): Promise<void> {
    return this.#publisher.close();
  }

  #mostCalls(): number {
    const { perTarget, waitingPerTarget, waitingPerQuickTarget } = this.#limits;
    return perTarget + (this.#pace.isQuick ? waitingPerQuickTarget : waitingPerTarget);
  }

  #busyPauseMs(): number {
    const { least, quick, most } = BUSY_PAUSE_MS;
    const longest = Math.min(Math.max(this.#pace.answerMs, quick), most);
    return least + Math.random() * (longest - least);
  }

  /** Whether a target is back shows by one event; with a batch, others might wait for minutes to hear it. */
  async #publishOrTry(events: readonly LifecycleEvent[], signal: AbortSignal): Promise<void> {
    const refusal = this.#circuit.refusal(this.#nowMs());
    if (refusal !== null) throw refusal;
    const tried = this.#circuit.isOpen ? events.slice(0, 1) : events;
    await this.#publishNow(tried, signal);
    const others = events.slice(tried.length);
    if (others.length === 0) return;
    try {
      await this.#publishNow(others, signal);
    } catch (error) {
      throw afterOthers(error, tried.length);
    }
  }

  async #publishNow(events: readonly LifecycleEvent[], signal: AbortSignal): Promise<void> {
    const epochs = { circuit: this.#circuit.epoch, window: this.#window.epoch };
    const ended = this.#pace.callStarted();
    let succeeded = false;
    try {
      await this.#publisher.publish(events, signal);
      succeeded = true;
      this.#circuit.succeeded(epochs.circuit);
      this.#window.succeeded(epochs.window);
      this.#slots.resize(this.#window.size);
    } catch (error) {
      if (signal.aborted) this.#circuit.ended(epochs.circuit);
      else this.#learnFrom(error, epochs);
      throw error;
    } finally {
      ended(succeeded);
    }
  }

  /** @param epochs as they were when the call started */
  #learnFrom(error: unknown, epochs: { readonly circuit: number; readonly window: number }): void {
    if (!(error instanceof PublishError)) {
      this.#circuit.ended(epochs.circuit);
      return;
    }
    const meansDown = this.#meansDown(error, epochs.window);
    if (error.reason === "throttled") {
      this.#window.throttled(epochs.window);
      this.#slots.resize(this.#window.size);
    }
    if (error.deliveredCount > 0 || !meansDown) this.#circuit.succeeded(epochs.circuit);
    if (meansDown) this.#circuit.failed(epochs.circuit, error, this.#nowMs());
  }

  /**
   * Whether every lane to the target would fail for the same reason, for now; a wrong password counts, it is tried again.
   * Fewer calls at a time are the answer to throttling, unless the target names a time or one call was too much already.
   */
  #meansDown({ reason, retryAfterMs }: ReelbusError, windowEpoch: number): boolean {
    if (reason === "throttled")
      return retryAfterMs !== null || (this.#window.size === 1 && windowEpoch === this.#window.epoch);
    return reason !== "message-too-large" && REASONS[reason].fault === "customer";
  }
}

/** The failure of a call that followed one which published so many events. */
function afterOthers(error: unknown, count: number): unknown {
  return error instanceof PublishError ? new PublishError(error, count + error.deliveredCount) : error;
}
