import { isTerminal, lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";

const TIMEOUT_MS = 60 * 60_000;

/** An event, and when it arrived here: milliseconds since 1970. */
export interface ArrivedEvent {
  readonly event: LifecycleEvent;
  readonly atMs: number;
}

/** Milliseconds since 1970, with fractions. */
export function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Reads a job's live stream to the terminal event. */
export async function followJob(url: string, jobId: string): Promise<ArrivedEvent[]> {
  const answer = await fetch(new URL(`jobs/${jobId}/events`, url), {
    headers: { accept: "text/event-stream" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok || answer.body === null) throw new Error(`the stream of ${jobId} answered ${answer.status}`);
  const arrived: ArrivedEvent[] = [];
  let text = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const atMs = clockMs();
    text += chunk;
    const messages = text.split("\n\n");
    text = messages.pop() ?? "";
    for (const message of messages) {
      const data = /^data: ?(.*)$/mu.exec(message)?.[1];
      if (data !== undefined) arrived.push({ event: lifecycleEventSchema.parse(JSON.parse(data)), atMs });
    }
    if (arrived.some(({ event }) => isTerminal(event.EventType))) return arrived;
  }
  throw new Error(`the stream of ${jobId} ended before the job did`);
}
