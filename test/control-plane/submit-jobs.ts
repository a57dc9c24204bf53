import { submittedSchema, type JobDescriptionInput } from "@reelbus/contracts";
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { json } from "node:stream/consumers";
import { ANSWER_TIMEOUT_MS } from "./bounds.ts";

export interface SubmitOptions {
  readonly url: string;
  readonly job: JobDescriptionInput;
  readonly count: number;
  /** Connections, each with one request at a time. */
  readonly clients: number;
}

/** Posts a job so many times over connections that are kept. Resolves with the JobIds when all are stored. */
export async function submitJobs({ url, job, count, clients }: SubmitOptions): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const body = JSON.stringify(job);
  const jobIds: string[] = [];
  let begun = 0;
  const submit = async () => {
    while (begun < count) {
      begun += 1;
      jobIds.push(await post(agent, new URL("jobs", url), body));
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, submit));
  } finally {
    agent.destroy();
  }
  return jobIds;
}

async function post(agent: Agent, url: URL, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const sent = request(url, { agent, method: "POST", headers, timeout: ANSWER_TIMEOUT_MS }, (response) => {
    json(response)
      .then((answer) => {
        assert.equal(response.statusCode, 201, JSON.stringify(answer));
        resolve(submittedSchema.parse(answer).JobId);
      })
      .catch(reject);
  });
  sent.on("error", reject);
  sent.on("timeout", () => sent.destroy(new Error(`Waited ${ANSWER_TIMEOUT_MS} ms in vain for an answer to a job`)));
  sent.end(body);
  return promise;
}
