import type { MessagePublisher } from "@reelbus/contracts";
import type { Publisher } from "../publisher.ts";

/** How long a target that throttles asks to be left alone, where its protocol can say so. */
export const THROTTLED_SECONDS = 7;

/** Ways in which a customer's settings or target can be wrong, or a target busy. */
export type Fault =
  | "wrong credentials"
  | "missing permission"
  | "missing destination"
  | "throttles"
  | "unroutable"
  | "unknown host"
  | "refused connection"
  | "untrusted certificate"
  | "location not allowed";

/** An event as the customer's side sees it. */
export interface ReceivedEvent {
  /** The id by which the target itself can tell copies; null where it has no such thing. */
  readonly deduplicationId: string | null;
  /** The parsed body. */
  readonly body: unknown;
}

/** A destination of one test's own, on a real server. */
export interface ConformanceTarget extends AsyncDisposable {
  /** Where its server listens on 127.0.0.1; null where a test can't put anything in front of it. */
  readonly port: number | null;
  /**
   * A publisher to the destination.
   * @param port of 127.0.0.1, by which it connects instead of the server's own
   * @param limitMs the limit of each wait in a call; short where it is not given and can be
   */
  open(port?: number, limitMs?: number): Publisher;
  /** A publisher with this fault. Called only for faults that are not skipped. */
  openFaulty(fault: Fault): Promise<Publisher>;
  /** Lets the publisher deliver again that was opened with `throttles`. Left out where such a target stays busy. */
  endThrottling?(): Promise<void>;
  /**
   * Everything that has arrived since the target was made, in the order of arrival: in a folder, that in which the files
   * appeared. A real target that keeps no order gives it as its readers order it, by Sequence. Called again and again,
   * also while events are being published.
   * @throws when a body can't be parsed
   */
  received(): Promise<readonly ReceivedEvent[]>;
}

/** The server that all targets of a suite live on; the suite owns it while it runs. */
export interface ConformanceServer {
  /** How often a call has come to it; told only by what has no port that a cable could lead to. */
  readonly asked?: number;
  /** Stops answering, without closing a connection; from when it resolves on. */
  pause(): Promise<void>;
  resume(): void;
  /** Dies at once, as in a crash. */
  kill(): Promise<void>;
  /** Comes back with its data. */
  restart(): Promise<void>;
}

/** What the suite must know about an adapter. */
export interface ConformanceCapabilities {
  /** Whether a second copy of an event stands beside the first, with the same deduplication id, or merges with it. */
  readonly copies: "kept" | "merged";
  /** Bodies above this many bytes are refused by the target; null where there is no such limit. */
  readonly tooLargeBytes: number | null;
  /**
   * What a check finds: what is wrong with credentials, permission and destination too, or with the connection alone
   * where the protocol has no question without an event.
   * @default "all"
   */
  readonly check?: "all" | "connection";
  /**
   * Whether wrong credentials, a missing permission and a missing destination are refusals for good, or such that the
   * target's own rules want tried again.
   * @default "permanent"
   */
  readonly refusals?: "permanent" | "retryable";
  /**
   * How a server fails that takes a new connection and says nothing: unreachable where it should speak before it can be
   * asked anything. @default "host-unreachable"
   */
  readonly silentServer?: "host-unreachable" | "timeout";
  /** Whether a target that throttles tells for how long: `THROTTLED_SECONDS` in the tests. @default false */
  readonly tellsRetryAfter?: boolean;
}

export interface ConformanceOptions<Name extends string = string> {
  /** The adapter's name. */
  readonly name: string;
  readonly capabilities: ConformanceCapabilities;
  /** Null for a target without a server of its own; the cases that need one must then be skipped. */
  readonly server: ConformanceServer | null;
  /** Cases that can't apply to this adapter, each with the reason. */
  readonly skip: readonly { readonly test: Name; readonly reason: string }[];
  readonly create: (format: MessagePublisher["Format"]) => Promise<ConformanceTarget>;
}
