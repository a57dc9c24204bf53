/** How long a target that has answered quickly counts as quick, unless all its calls then take longer. */
const QUICK_FOR_MS = 1_000;

/** Whether a target answers quickly: within a limit, just now, and neither slow, silent nor failing since. */
export class AnswerPace {
  readonly #quickCallMs: number;
  readonly #nowMs: () => number;
  readonly #onSlow: () => void;
  #running = 0;
  #callMs = 0;
  /** When a call ended last, or the first of those that run began. */
  #heardAtMs = 0;
  #quickUntilMs = 0;
  /** Set while calls run: runs out when none of them has answered for too long. */
  #silence: NodeJS.Timeout | null = null;

  /** @param onSlow called whenever the target shows that it is not quick */
  constructor(quickCallMs: number, nowMs: () => number, onSlow: () => void) {
    this.#quickCallMs = quickCallMs;
    this.#nowMs = nowMs;
    this.#onSlow = onSlow;
  }

  get isQuick(): boolean {
    return this.#nowMs() < this.#quickUntilMs;
  }

  /** How long the target takes for an answer: as long as for the last one, or longer when it has been silent for longer. */
  get answerMs(): number {
    const silentMs = this.#running === 0 ? 0 : this.#nowMs() - this.#heardAtMs;
    return Math.max(this.#callMs, silentMs);
  }

  /** The returned function is to be called when the call has ended. */
  callStarted(): (succeeded: boolean) => void {
    const startedAtMs = this.#nowMs();
    if (this.#running === 0) this.#heardAtMs = startedAtMs;
    this.#running += 1;
    this.#silence ??= setTimeout(() => this.#slow(), this.#quickCallMs);
    return (succeeded) => {
      const nowMs = this.#nowMs();
      this.#callMs = nowMs - startedAtMs;
      this.#heardAtMs = nowMs;
      if (succeeded && this.#callMs < this.#quickCallMs) this.#quickUntilMs = nowMs + QUICK_FOR_MS;
      else this.#slow();
      this.#running -= 1;
      this.#heard();
    };
  }

  #slow(): void {
    this.#quickUntilMs = 0;
    this.#onSlow();
  }

  #heard(): void {
    if (this.#running > 0) {
      this.#silence?.refresh();
      return;
    }
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = null;
  }
}
