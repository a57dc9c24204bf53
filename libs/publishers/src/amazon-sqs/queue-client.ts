import { Readable } from "node:stream";
import { regionOfQueueUrl, type AmazonSqsPublisher as AmazonSqsSettings } from "@reelbus/contracts";
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import { lookupAllowedAddress } from "../forbidden-address.ts";
import { closedError } from "../publish-error.ts";
import { assumeRole } from "./assume-role.ts";
import { boundedBody } from "./bounded-body.ts";
import { MAX_CONNECTIONS, type AmazonSqsLimits } from "./limits.ts";
import type { Message } from "./message.ts";

/** What became of one message of a batch. */
export type Sent =
  { readonly sent: true } | { readonly sent: false; readonly code: string; readonly senderFault: boolean };

/** Requests to one queue, each tried once. They reject with errors of the AWS SDK. */
export class QueueClient {
  readonly #queueUrl: string;
  readonly #client: SQSClient;
  readonly #closing = new AbortController();

  constructor(settings: AmazonSqsSettings, limits: AmazonSqsLimits) {
    this.#queueUrl = settings.QueueUrl;
    const agent = { keepAlive: true, maxSockets: MAX_CONNECTIONS, lookup: lookupAllowedAddress };
    const region = settings.Region ?? regionOfQueueUrl(settings.QueueUrl) ?? "";
    this.#client = new SQSClient({
      region,
      credentials: credentialsOf(settings, region, limits, this.#closing.signal),
      // Given, so that no variable of the operator's environment decides where a customer's events go.
      endpoint: settings.Endpoint ?? new URL(settings.QueueUrl).origin,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      maxAttempts: 1,
      retryMode: "standard",
      requestHandler: { connectionTimeout: limits.connectMs, httpAgent: agent, httpsAgent: agent },
    });
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const response = answer.response as { body?: unknown };
        if (response.body instanceof Readable) response.body = boundedBody(response.body);
        return answer;
      },
      { step: "deserialize", priority: "low", name: "boundedBody" },
    );
  }

  /** Asks for something that any queue tells to good credentials. Whether it came. */
  async ask(abortSignal: AbortSignal): Promise<boolean> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl, AttributeNames: ["QueueArn"] });
    const { Attributes } = await this.#client.send(command, { abortSignal });
    return Attributes?.QueueArn !== undefined;
  }

  /** Sends a batch. One answer for each message, in their order; null where SQS has not told. */
  async send(messages: readonly Message[], abortSignal: AbortSignal): Promise<(Sent | null)[]> {
    const command = new SendMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries: messages.map(toEntry) });
    const { Successful = [], Failed = [] } = await this.#client.send(command, { abortSignal });
    const answers = new Map<string | undefined, Sent>([
      ...Successful.map(({ Id }) => [Id, { sent: true }] as const),
      ...Failed.map(
        ({ Id, Code = "", SenderFault = false }) =>
          [Id, { sent: false, code: Code, senderFault: SenderFault }] as const,
      ),
    ]);
    return messages.map((_, index) => answers.get(String(index)) ?? null);
  }

  /** Destroys all connections. */
  destroy(): void {
    this.#closing.abort(closedError());
    this.#client.destroy();
  }
}

function toEntry({ body, attributes, fifo }: Message, index: number) {
  return {
    Id: String(index),
    MessageBody: body,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
    ...(fifo === null ? {} : { MessageGroupId: fifo.groupId, MessageDeduplicationId: fifo.deduplicationId }),
  };
}

/** The SDK keeps a role's credentials until shortly before they expire. */
function credentialsOf(
  settings: AmazonSqsSettings,
  region: string,
  { roleMs }: AmazonSqsLimits,
  closing: AbortSignal,
): NonNullable<SQSClientConfig["credentials"]> {
  const { CredentialsName, CredentialsSecret, RoleArnToAssume } = settings;
  const own =
    CredentialsName === undefined || CredentialsSecret === undefined
      ? undefined
      : { accessKeyId: CredentialsName, secretAccessKey: CredentialsSecret };
  if (RoleArnToAssume !== undefined) return () => assumeRole(RoleArnToAssume, settings, own, region, roleMs, closing);
  if (own === undefined) throw new Error("The settings hold a key or a role");
  return own;
}
