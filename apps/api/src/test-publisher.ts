import {
  EVENT_SCHEMA_VERSION,
  ReelbusError,
  toReelbusError,
  type MessagePublisher,
  type PublisherTest,
  type PublisherTestEvent,
} from "@reelbus/contracts";
import { newTraceParent } from "@reelbus/kit";
import { openPublisher, type Publisher, type PublisherOptions } from "@reelbus/publishers";
import { newId } from "@reelbus/store";
import { TENANT } from "./tenant.ts";

type Step = PublisherTest["Steps"][number];

/**
 * Sends a test event to a publisher, once, and tells how far it came. Rejects never: whatever goes wrong is a step's
 * error.
 *
 * @param limitMs for both steps together; the connection is then closed, which takes a few seconds at most
 */
export async function testPublisher(
  settings: MessagePublisher,
  options: PublisherOptions,
  limitMs: number,
): Promise<PublisherTest> {
  const event = testEvent();
  const steps: Step[] = [];
  const limit = AbortSignal.timeout(limitMs);
  let publisher: Publisher | undefined;
  try {
    const opened = (publisher = openPublisher(settings, options));
    steps.push(await outcomeOf("Check", () => opened.check(limit), limit, limitMs));
    if (steps.every(({ Succeeded }) => Succeeded))
      steps.push(await outcomeOf("Publish", () => opened.publish([event], limit), limit, limitMs));
  } catch (error) {
    steps.push(failed("Check", error));
  } finally {
    await publisher?.close();
  }
  const succeeded = steps.length === 2 && steps.every(({ Succeeded }) => Succeeded);
  return { Succeeded: succeeded, EventId: event.EventId, JobId: event.JobId, Steps: steps };
}

async function outcomeOf(
  step: Step["Step"],
  action: () => Promise<void>,
  limit: AbortSignal,
  limitMs: number,
): Promise<Step> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const onTimeUp = () => {
    const message = `No answer within ${limitMs / 1000} s. Check that the publisher can be reached.`;
    reject(new ReelbusError("timeout", message));
  };
  limit.addEventListener("abort", onTimeUp, { once: true });
  if (limit.aborted) onTimeUp();
  try {
    // Not everything can be stopped: a dead network drive answers nobody.
    await Promise.race([timeUp, action()]);
    return { Step: step, Succeeded: true, Error: null };
  } catch (error) {
    return failed(step, error);
  } finally {
    limit.removeEventListener("abort", onTimeUp);
  }
}

function failed(step: Step["Step"], thrown: unknown): Step {
  const { reason, message, retryable } = toReelbusError(thrown);
  return { Step: step, Succeeded: false, Error: { Reason: reason, Message: message, Retryable: retryable } };
}

function testEvent(): PublisherTestEvent {
  return {
    EventType: "PublisherTest",
    EventId: newId(),
    Sequence: 1,
    Timestamp: new Date().toISOString(),
    Phase: "Pre-Validation",
    SchemaVersion: EVENT_SCHEMA_VERSION,
    TraceParent: newTraceParent(),
    JobId: newId(),
    TenantId: TENANT,
    ExternalId: null,
    ExternalType: null,
    ExternalProvider: null,
    UserData: null,
    Message: "A test of this publisher. It belongs to no job; consumers skip it.",
  };
}
