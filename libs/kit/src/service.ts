/** What every program's `build<Name>Service` returns: something that runs until it is told to stop. */
export interface Service {
  /** Resolves when the service takes work. */
  start(): Promise<void>;
  /**
   * Stops taking work, then finishes or hands back what runs within the service's own deadline, and closes what
   * the service opened. Shared dependencies stay open: who opened them closes them. Safe to call twice.
   */
  stop(): Promise<void>;
  /** Whether the service takes work now; `/health/ready` answers it. */
  isReady(): boolean;
}
