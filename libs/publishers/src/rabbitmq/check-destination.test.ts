import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { layCable, sharedRabbitMq, withLeakCheck, type SharedServer } from "@reelbus/testing";
import { abortedError, closedError, PublishError } from "../publish-error.ts";
import { forever, isPublishError } from "../testing/assertions.ts";
import { rabbitMqSettings } from "../testing/index.ts";
import { explainFailure } from "./check-destination.ts";
import { RabbitMqErrors } from "./errors.ts";
import { RABBITMQ_LIMITS } from "./limits.ts";
import { openLink } from "./open-link.ts";

describe("explainFailure", () => {
  let broker: SharedServer;
  before(async () => {
    broker = await sharedRabbitMq();
  });

  it(
    "keeps the count of delivered events when it is stopped before the broker answers",
    withLeakCheck(async () => {
      await using cable = await layCable(broker.port);
      const settings = { ...rabbitMqSettings(broker, { Queue: "any" }), Port: cable.port };
      const link = await openLink(settings, { ...RABBITMQ_LIMITS, closeMs: 10 }, forever);
      cable.cut();
      const unroutable = new PublishError(new RabbitMqErrors(settings).unroutable(), 3);

      const abort = new AbortController();
      const aborted = explainFailure(link, unroutable, abort.signal, forever);
      abort.abort();
      isPublishError("timeout", 3)(await aborted);

      const closing = new AbortController();
      const closed = explainFailure(link, unroutable, forever, closing.signal);
      closing.abort(closedError());
      isPublishError("internal", 3)(await closed);

      const stoppedEarlier = new PublishError(abortedError(abort.signal), 2);
      assert.equal(await explainFailure(link, stoppedEarlier, abort.signal, forever), stoppedEarlier);
      await link.close(closedError());
    }),
  );
});
