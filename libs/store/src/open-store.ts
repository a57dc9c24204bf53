import { openDatabase } from "./database.ts";
import { deliveryStore } from "./deliveries.ts";
import { takeReadyJobs } from "./dispatch-jobs.ts";
import { eventStore } from "./events.ts";
import { laneStore } from "./lanes.ts";
import { migrate } from "./migrate.ts";
import { pageJobs, viewJob } from "./read-jobs.ts";
import { pullStore } from "./pull/pull-store.ts";
import { requestCancel } from "./request-cancel.ts";
import type { Store, StoreOptions } from "./store.ts";
import { submitJobs } from "./submit-job.ts";
import { transitionJobs } from "./transition-job.ts";
import { watchJobs } from "./watch-jobs.ts";

/**
 * Opens the store and waits until the database answers.
 *
 * @throws ReelbusError when it does not
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = openDatabase(options);
  const ping = () => database.runUnnamed("SELECT 1", []);
  try {
    await ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    migrate: () => migrate(database, options.logger),
    isHealthy: () =>
      ping().then(
        () => true,
        () => false,
      ),
    close: () => database.close(),
    jobs: {
      ...watchJobs(database),
      submit: submitJobs(database),
      view: (jobId) => viewJob(database, jobId),
      page: (query) => pageJobs(database, query),
      requestCancel: (jobId) => requestCancel(database, jobId),
      transition: transitionJobs(database),
      takeReady: takeReadyJobs(database),
    },
    events: eventStore(database),
    lanes: laneStore(database),
    deliveries: deliveryStore(database),
    pull: pullStore(database),
  };
}
