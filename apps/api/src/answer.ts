import { ReelbusError, toReelbusError, type Problem, type Refusal, type RefusalError } from "@reelbus/contracts";

/** What a request is answered with, over HTTP or NATS. */
export interface Answer<Body = unknown> {
  /** The HTTP status. */
  readonly status: number;
  readonly body: Body;
  /** When to ask again. */
  readonly retryAfterSeconds?: number;
}

export interface RefusalOptions {
  readonly problems?: readonly Problem[];
  readonly retryAfterSeconds?: number;
}

const UNAVAILABLE_SECONDS = 5;

/** Thrown where a request can't be served; carries the whole answer. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly answer: Answer<Refusal>;

  constructor(status: number, error: RefusalError, message: string, options: RefusalOptions = {}) {
    super(message);
    this.answer = refusal(status, error, message, options);
  }
}

/** The answer for a request that is refused. */
export function refusal(
  status: number,
  error: RefusalError,
  message: string,
  { problems, retryAfterSeconds }: RefusalOptions = {},
): Answer<Refusal> {
  return {
    status,
    body: { Error: error, Message: message, ...(problems === undefined ? {} : { Problems: [...problems] }) },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** The answer for any error. An error that passes by itself is 503, a fault of ours 500; their details stay inside. */
export function answerFor(thrown: unknown): Answer<Refusal> {
  if (thrown instanceof RefusedRequest) return thrown.answer;
  if (thrown instanceof ReelbusError && thrown.retryable)
    return refusal(503, "unavailable", thrown.message, { retryAfterSeconds: UNAVAILABLE_SECONDS });
  return refusal(500, "internal", toReelbusError(thrown).message);
}
