import { SAMPLE_TRACE_PARENT, sampleDescription } from "@reelbus/job-lifecycle/testing";
import { createDatabase } from "@reelbus/testing";
import { Client, type QueryResultRow } from "pg";
import { newId } from "../new-id.ts";
import { openStore } from "../open-store.ts";
import type { Store, Submission } from "../store.ts";

/** A store on an empty database of a test's own, closed and dropped when disposed of. */
export interface TestStore extends AsyncDisposable {
  readonly store: Store;
  readonly databaseUrl: string;
  /** Another pool on the same database, as another service has it. */
  readonly another: () => Promise<Store>;
  /** Looks or interferes behind the store's back. */
  readonly query: (text: string, values?: unknown[]) => Promise<QueryResultRow[]>;
}

export async function openTestStore(): Promise<TestStore> {
  const database = await createDatabase();
  const stores: Store[] = [];
  const open = async () => {
    const store = await openStore({ databaseUrl: database.url, poolSize: 5 });
    stores.push(store);
    return store;
  };
  const store = await open();
  await store.migrate();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return {
    store,
    databaseUrl: database.url,
    another: open,
    query: async (text, values = []) => (await client.query<QueryResultRow>(text, values)).rows,
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await Promise.all(stores.map((one) => one.close()));
      await database.drop();
    },
  };
}

/** A submission of a sample job. `description` changes its description. */
export function sampleSubmission(
  changes: Partial<Omit<Submission, "description">> & { readonly description?: Record<string, unknown> } = {},
): Submission {
  const { description, ...others } = changes;
  return {
    jobId: newId(),
    tenantId: "default",
    description: sampleDescription(description),
    sealedSecrets: null,
    idempotencyKey: null,
    bodyHash: "hash",
    traceParent: SAMPLE_TRACE_PARENT,
    ...others,
  };
}

/** Stores a sample job and gives its id. */
export async function submitSample(
  store: Store,
  changes: Parameters<typeof sampleSubmission>[0] = {},
): Promise<string> {
  const submission = sampleSubmission(changes);
  await store.jobs.submit(submission);
  return submission.jobId;
}
