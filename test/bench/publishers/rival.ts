import type { LifecycleEvent, MessagePublisher } from "@reelbus/contracts";

/** The events of some jobs, each job's in order. */
export type Histories = readonly (readonly LifecycleEvent[])[];

/** A broker, and its own client used as well as it can be. */
export interface Rival extends AsyncDisposable {
  readonly name: MessagePublisher["Type"];
  /** How the bare client is used. */
  readonly use: string;
  /** A new and empty queue or folder. */
  makeDestination(): Promise<Destination>;
}

export interface Destination extends AsyncDisposable {
  /** For our publisher. */
  readonly settings: MessagePublisher;
  connectBare(): Promise<BareClient>;
  /** How many events have arrived. Called once, it may take them out. */
  count(): Promise<number>;
}

export interface BareClient extends AsyncDisposable {
  /** Resolves when the broker has confirmed all of them; nothing but the events themselves is prepared before the call. */
  publish(histories: Histories): Promise<void>;
}
