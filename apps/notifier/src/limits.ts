/** The bounds of one notifier. */
export interface NotifierLimits {
  /** Lanes that are leased at a time. */
  readonly lanes: number;
  /** Lanes that publish to one target at a time. */
  readonly perTarget: number;
  /**
   * Lanes that wait for their turn at one target; more are given back. With `perTarget` a small share of `lanes`: that
   * many targets would have to hang at the same time before they crowd out the others.
   */
  readonly waitingPerTarget: number;
  /**
   * The same for a target that answers quickly: the wait for a turn is short, and giving back costs more. As soon as it is
   * slow, silent or fails, those above `waitingPerTarget` are given back.
   */
  readonly waitingPerQuickTarget: number;
  /** A target is quick for a while after a call that took less than this. */
  readonly quickCallMs: number;
  /** Events that are read and published at a time. */
  readonly batch: number;
  /** Bytes of events that lanes are leased with at a time: after so many none more is read. */
  readonly leaseBytes: number;
  /** The same for one lane. */
  readonly batchBytes: number;
  /** The same for each further batch of a lane; `lanes` times this, and an event each, may be held above `heldBytes`. */
  readonly furtherBatchBytes: number;
  /** Bytes that the lanes which are leased have begun with; after so many none more is leased. */
  readonly heldBytes: number;
  /** A notifier that dies keeps its lanes for this long. */
  readonly leaseMs: number;
  /** A target that nobody uses for this long is disconnected. */
  readonly idleMs: number;
  /** Targets that stay connected while nobody uses them. */
  readonly idleTargets: number;
  /** How long batches that are being published may go on after a stop. */
  readonly graceMs: number;
}

export const NOTIFIER_LIMITS: NotifierLimits = {
  lanes: 256,
  perTarget: 8,
  waitingPerTarget: 8,
  waitingPerQuickTarget: 120,
  quickCallMs: 100,
  batch: 100,
  leaseBytes: 8_388_608,
  batchBytes: 1_048_576,
  furtherBatchBytes: 65_536,
  heldBytes: 67_108_864,
  leaseMs: 30_000,
  idleMs: 30_000,
  idleTargets: 100,
  graceMs: 5_000,
};
