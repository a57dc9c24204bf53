import { systemCodeOf } from "../connection-error.ts";
import { retryAfterMsOf } from "../retry-after.ts";

/** Keeps what went wrong at the role apart from what went wrong at the queue. */
export class RoleFailure extends Error {
  override readonly name = "RoleFailure";

  constructor(cause: unknown) {
    super("The role could not be assumed", { cause });
  }
}

/** What is worth keeping of an error of the AWS SDK. */
export interface SdkFailure {
  /** The error's name without prefixes and suffixes that differ between protocols: `AccessDenied`; else `Unknown`. */
  readonly name: string;
  /** The system's, OpenSSL's or Node's code of an error without an answer; "" for none. */
  readonly code: string;
  /** The HTTP status of the answer; null without one. */
  readonly status: number | null;
  /** What the answer says about when to come back, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** It concerns the role, not the queue. */
  readonly ofRole: boolean;
  /** The signature was refused. The SDK has found that this machine's clock is wrong, and signs the next request by the server's. */
  readonly clockCorrected: boolean;
  /** For the log. An SDK's error itself may hold the request with its session token, and AWS's text repeats it. */
  readonly cause: unknown;
}

/** How AWS refuses a signature, for a wrong time as for a wrong key. */
const CLOCK_MATTERS: ReadonlySet<string> = new Set([
  "InvalidSignature",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** The longest pause that an answer may ask for. */
const MAX_RETRY_AFTER_MS = 900_000;

/** Takes an error of the AWS SDK, or the code by which SQS refuses one message, apart. */
export function failureOf(thrown: unknown): SdkFailure {
  if (thrown instanceof RoleFailure) return { ...failureOf(thrown.cause), ofRole: true };
  const { name, $metadata, $response } = fieldsOf(thrown);
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? null;
  const plainName = plain(typeof thrown === "string" ? thrown : (name ?? ""));
  const about = status === null ? "" : `, status ${status}, request ${$metadata?.requestId ?? "unknown"}`;
  return {
    name: plainName,
    code: systemCodeOf(thrown),
    status,
    retryAfterMs: retryAfterMsOf($response?.headers?.["retry-after"], MAX_RETRY_AFTER_MS),
    ofRole: false,
    clockCorrected: $metadata?.clockSkewCorrected === true && CLOCK_MATTERS.has(plainName),
    cause: status === null && thrown instanceof Error ? thrown : new Error(`Amazon answered ${plainName}${about}`),
  };
}

interface Fields {
  readonly name?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly clockSkewCorrected?: boolean;
  };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
}

function fieldsOf(thrown: unknown): Fields {
  return typeof thrown === "object" && thrown !== null ? thrown : {};
}

/** `AWS.SimpleQueueService.NonExistentQueue`, `com.amazonaws.sqs#QueueDoesNotExist`, `KMS.DisabledException`. */
function plain(name: string): string {
  const short = name
    .replace(/^.*#/u, "")
    .replace(/^AWS\.SimpleQueueService\./u, "")
    .replace(/^KMS\./u, "Kms")
    .replace(/(?:Exception|Error)$/u, "");
  // It goes into messages, and whoever the URL of a job leads to can send anything.
  return /^\w{1,64}$/u.test(short) ? short : "Unknown";
}
