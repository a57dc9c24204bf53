import { Readable } from "node:stream";

/** Far more than SQS answers to a request of ours. */
const MAX_ANSWER_BYTES = 1_048_576;

/** The body of an answer, which fails when it is larger: whoever the URL of a job leads to must not fill our memory. */
export function boundedBody(body: Readable): Readable {
  return Readable.from(bounded(body));
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > MAX_ANSWER_BYTES) throw new Error("The answer is too large");
    yield chunk;
  }
}
