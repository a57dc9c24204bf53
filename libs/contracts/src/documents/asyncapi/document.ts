import { refusalSchema, submittedSchema } from "../../api/jobs.ts";
import { EVENT_SCHEMA_VERSION } from "../../events/envelope.ts";
import { lifecycleEventSchema } from "../../events/lifecycle-event.ts";
import { publisherTestEventSchema } from "../../events/publisher-test.ts";
import { jobDescriptionSchema } from "../../job-description/job-description.ts";
import { componentsOf, mergedComponents, type Components } from "../components.ts";
import { channels } from "./channels.ts";
import { cloudEventSchema } from "./cloud-event-schema.ts";
import type { Json } from "./json.ts";
import { messages } from "./messages.ts";
import { operations } from "./operations.ts";

const target = "draft-07";

/** AsyncAPI 3.0: how events reach customers, and jobs over NATS. `docs/contracts/asyncapi.json`. */
export function asyncApiDocument(): Json {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Reelbus messages",
      version: EVENT_SCHEMA_VERSION,
      description:
        "What Reelbus sends to the message publishers of a job, and what it takes over NATS. Enumerations are accepted in any case; the documented spelling is listed.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: channels(),
    operations: operations(),
    components: {
      schemas: { ...schemas(), CloudEvent: cloudEventSchema },
      messages: messages(),
    },
  };
}

function schemas(): Components {
  const written = componentsOf([jobDescriptionSchema], { direction: "input", target });
  const got = componentsOf([lifecycleEventSchema, publisherTestEventSchema, submittedSchema, refusalSchema], {
    direction: "output",
    target,
  });
  return mergedComponents(written, got);
}
