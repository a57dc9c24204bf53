import type { Route } from "../http/route.ts";
import { deliveriesRoute, redriveRoute } from "./deliveries.ts";
import { eventsRoute } from "./events.ts";
import { cancelRoute, jobRoute, jobsRoute } from "./jobs.ts";
import { confirmRoute, pullRoute } from "./pull.ts";
import { testPublisherRoute } from "./publishers.ts";
import { replayRoute } from "./replay.ts";
import { submitRoute } from "./submit.ts";
import { liveRoute, metricsRoute, openApiRoute, readyRoute } from "./system.ts";

/** Every call of the API. */
export const routes: readonly Route[] = [
  submitRoute,
  jobsRoute,
  jobRoute,
  eventsRoute,
  cancelRoute,
  replayRoute,
  pullRoute,
  confirmRoute,
  deliveriesRoute,
  redriveRoute,
  testPublisherRoute,
  liveRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
];
