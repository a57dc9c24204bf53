import type { Route } from "../http/route.ts";
import { eventsRoute } from "./events.ts";
import { cancelRoute, jobRoute, jobsRoute } from "./jobs.ts";
import { submitRoute } from "./submit.ts";
import { liveRoute, metricsRoute, openApiRoute, readyRoute } from "./system.ts";

/** Every call of the API. */
export const routes: readonly Route[] = [
  submitRoute,
  jobsRoute,
  jobRoute,
  eventsRoute,
  cancelRoute,
  liveRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
];
