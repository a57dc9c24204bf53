import { ReelbusError } from "@reelbus/contracts";
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { STREAMS, SUBJECTS } from "./subjects.ts";

const DAY_MS = 86_400_000;
const MIB = 1_048_576;
/** Leaves room for the headers that a dead letter adds below the server's limit of 1 MiB. */
export const MAX_MESSAGE_BYTES = MIB - 8_192;

type WantedStream = Pick<
  StreamConfig,
  | "name"
  | "subjects"
  | "retention"
  | "storage"
  | "discard"
  | "max_age"
  | "max_bytes"
  | "max_msg_size"
  | "duplicate_window"
>;

/**
 * A full work or fact stream refuses new messages, so that the publisher knows; the dead letters forget the oldest.
 * The same message id within the duplicate window is stored once.
 */
export const STREAM_CONFIGS: readonly WantedStream[] = [
  {
    name: STREAMS.work,
    subjects: [SUBJECTS.allWork],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(30 * DAY_MS),
    max_bytes: 512 * MIB,
    max_msg_size: MAX_MESSAGE_BYTES,
    duplicate_window: nanos(120_000),
  },
  {
    name: STREAMS.facts,
    subjects: [SUBJECTS.allFacts],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(7 * DAY_MS),
    max_bytes: 512 * MIB,
    max_msg_size: MAX_MESSAGE_BYTES,
    duplicate_window: nanos(120_000),
  },
  {
    name: STREAMS.deadLetters,
    subjects: [SUBJECTS.allDeadLetters],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: nanos(30 * DAY_MS),
    max_bytes: 64 * MIB,
    max_msg_size: MIB,
    duplicate_window: nanos(120_000),
  },
];

/** Creates a stream or brings it up to date; replicas and placement stay as an operator set them. */
export async function ensureStream(manager: JetStreamManager, wanted: WantedStream): Promise<void> {
  const existing = await configOf(manager, wanted.name);
  if (existing === null) await manager.streams.add(wanted);
  else if (differences(wanted, existing).length > 0) await manager.streams.update(wanted.name, wanted);
  else return;
  const { config } = await manager.streams.info(wanted.name);
  mustEqual(`stream ${wanted.name}`, wanted, config);
}

async function configOf(manager: JetStreamManager, name: string): Promise<StreamConfig | null> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return null;
    throw error;
  }
}

/** The names of the wanted settings that a server's configuration has otherwise. */
export function differences(wanted: object, actual: object): string[] {
  const values = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(wanted)
    .filter(([name, value]) => JSON.stringify(values.get(name)) !== JSON.stringify(value))
    .map(([name]) => name);
}

/**
 * Servers ignore settings that they do not know.
 * @throws ReelbusError `internal`, not retryable.
 */
export function mustEqual(what: string, wanted: object, actual: object): void {
  const names = differences(wanted, actual);
  if (names.length === 0) return;
  const message = `The NATS server did not take over the settings ${names.join(", ")} of the ${what}.`;
  throw new ReelbusError("internal", message, { retryable: false });
}
