import {
  JOB_DESCRIPTION_LIMIT_BYTES,
  parseJobDescriptionJson,
  separateSecrets,
  STORED_DESCRIPTION_LIMIT_BYTES,
  type JobDescription,
  type Refusal,
  type Submitted,
} from "@reelbus/contracts";
import { newTraceParent } from "@reelbus/kit";
import { newId } from "@reelbus/store";
import { refusal, type Answer } from "./answer.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { TENANT } from "./tenant.ts";

/** A `traceparent` of version 00 (W3C Trace Context); ids of zeros alone are none. */
const TRACE_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/u;

/**
 * Takes a job description as it came over HTTP or NATS: parses it, seals its secrets, stores it durably. What comes back
 * is the answer for its sender. Rejects when the store does.
 */
export type SubmitJob = (body: Uint8Array, traceParent: string | undefined) => Promise<Answer<Submitted | Refusal>>;

export function createSubmitJob({
  store,
  bus,
  sealer,
  logger,
}: Pick<ApiDependencies, "store" | "bus" | "sealer" | "logger">): SubmitJob {
  return async (body, traceParent) => {
    if (body.length > JOB_DESCRIPTION_LIMIT_BYTES)
      return refusal(413, "invalid-request", `A job description holds at most ${JOB_DESCRIPTION_LIMIT_BYTES} bytes.`);
    const parsed = parseJobDescriptionJson(body);
    if (!parsed.ok) {
      const { problems } = parsed;
      return refusal(400, "invalid-request", messageFor(problems.length), { problems });
    }
    const { description } = parsed;
    const jobId = newId();
    const { redacted, secrets } = separateSecrets(description);
    const sealedSecrets = Object.keys(secrets).length === 0 ? null : sealer.seal(secrets);
    const storedBytes = Buffer.byteLength(JSON.stringify(redacted)) + (sealedSecrets?.length ?? 0);
    if (storedBytes > STORED_DESCRIPTION_LIMIT_BYTES)
      return refusal(413, "invalid-request", tooLargeToStore(storedBytes));
    const outcome = await store.jobs.submit({
      jobId,
      tenantId: TENANT,
      description: redacted,
      sealedSecrets,
      idempotencyKey: description.IdempotencyKey ?? null,
      // The secrets are part of what must be the same, so the digest must not betray them.
      bodyHash: sealer.fingerprint(canonicalJson(description)),
      traceParent: traceParent !== undefined && TRACE_PARENT.test(traceParent) ? traceParent : newTraceParent(),
    });
    switch (outcome.kind) {
      case "stored":
        bus.nudge("jobs");
        logger.info({ jobId, externalId: description.ExternalId }, "job submitted");
        return { status: 201, body: submitted(jobId, description) };
      case "known":
        return {
          status: 200,
          body: { JobId: outcome.jobId, ExternalId: outcome.externalId, ExternalType: outcome.externalType },
        };
      case "conflict":
        return refusal(409, "conflict", "This IdempotencyKey was used before with another job description.");
    }
  };
}

function submitted(jobId: string, { ExternalId, ExternalType }: JobDescription): Submitted {
  return { JobId: jobId, ExternalId: ExternalId ?? null, ExternalType: ExternalType ?? null };
}

function tooLargeToStore(storedBytes: number): string {
  return `With its defaults and its secrets, sealed, the job description takes ${storedBytes} bytes, and at most ${STORED_DESCRIPTION_LIMIT_BYTES} are taken.`;
}

function messageFor(problems: number): string {
  return problems === 1 ? "The job description has a problem." : `The job description has ${problems} problems.`;
}
