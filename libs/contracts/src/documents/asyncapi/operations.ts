import type { Json } from "./json.ts";

/** What Reelbus does with the channels. */
export function operations(): Json {
  const send = (channel: string, summary: string) => ({
    action: "send",
    channel: { $ref: `#/channels/${channel}` },
    summary,
  });
  return {
    submitJob: {
      action: "receive",
      channel: { $ref: "#/channels/jobSubmissions" },
      summary: "Takes a job description and stores it durably.",
      reply: { channel: { $ref: "#/channels/submissionReplies" } },
    },
    publishToRabbitMqQueue: send("rabbitMqQueue", "Every lifecycle event of the job, in order, at least once."),
    publishToRabbitMqExchange: send("rabbitMqExchange", "Every lifecycle event of the job, in order, at least once."),
    publishToWebhook: send("webhook", "Every lifecycle event of the job, in order, at least once."),
    publishToAmazonSqs: send("amazonSqs", "Every lifecycle event of the job, sent in order, at least once."),
    publishToAzureServiceBusQueue: send(
      "azureServiceBusQueue",
      "Every lifecycle event of the job, in order, at least once.",
    ),
    publishToAzureServiceBusTopic: send(
      "azureServiceBusTopic",
      "Every lifecycle event of the job, in order, at least once.",
    ),
    publishToFiles: send("files", "Every lifecycle event of the job, in order, at least once."),
    publishToFtps: send("ftps", "Every lifecycle event of the job, in order, at least once."),
  };
}
