import { slugOf, type Phase } from "@reelbus/contracts";
import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  ReplayPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  type JetStreamManager,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { differences, mustEqual } from "./streams.ts";
import { STREAMS, SUBJECTS } from "./subjects.ts";

/** Deliveries in flight and delayed, over all replicas together. */
const MAX_ACK_PENDING = 4_096;
/** Pull requests that wait, over all replicas together: one for each free slot. */
const MAX_WAITING = 4_096;

/** A durable pull consumer, shared by all replicas of a service. It has no inactivity threshold, so it stays. */
export interface ConsumerSpec {
  readonly stream: string;
  readonly name: string;
  readonly subject: string;
}

export function workConsumer(phase: Phase): ConsumerSpec {
  return { stream: STREAMS.work, name: slugOf(phase), subject: SUBJECTS.workOf(phase) };
}

export const CLEANUP_CONSUMER: ConsumerSpec = { stream: STREAMS.work, name: "cleanup", subject: SUBJECTS.allCleanups };

export const FACT_CONSUMER: ConsumerSpec = { stream: STREAMS.facts, name: "conductor", subject: SUBJECTS.allFacts };

/** Creates the consumer or brings it up to date, and checks what the server made of it. */
export async function ensureConsumer(
  manager: JetStreamManager,
  spec: ConsumerSpec,
  ackWaitMs: number,
): Promise<ConsumerInfo> {
  const wanted = configOf(spec, ackWaitMs);
  const existing = await infoOf(manager, spec);
  if (existing !== null && differences(wanted, existing.config).length === 0) return existing;
  const { stream, name } = spec;
  const info =
    existing === null
      ? await manager.consumers.add(stream, wanted)
      : await manager.consumers.update(stream, name, wanted);
  mustEqual(`consumer ${stream}/${name}`, wanted, info.config);
  return info;
}

function configOf({ name, subject }: ConsumerSpec, ackWaitMs: number) {
  return {
    durable_name: name,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
    max_waiting: MAX_WAITING,
  } satisfies Partial<ConsumerConfig>;
}

async function infoOf(manager: JetStreamManager, { stream, name }: ConsumerSpec): Promise<ConsumerInfo | null> {
  try {
    return await manager.consumers.info(stream, name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return null;
    throw error;
  }
}
