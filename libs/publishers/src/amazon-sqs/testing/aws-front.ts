import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { AmazonSqsPublisher as AmazonSqsSettings } from "@reelbus/contracts";
import { signatureOf } from "./signature-v4.ts";

/** What a front answers by itself. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsFrontOptions {
  /** How far its clock is ahead of this machine's. @default 0 */
  readonly aheadMs?: number;
  /** Answers a request whose signature is good; null lets it through. `action`: `SendMessageBatch`, ... */
  readonly answer?: (action: string, body: string, headers: IncomingHttpHeaders) => FrontAnswer | null;
}

/** AWS's access control in front of a plain port of 127.0.0.1. */
export interface AwsFront extends AsyncDisposable {
  readonly url: string;
  /** May do everything. */
  readonly key: { readonly id: string; readonly secret: string };
  /** May ask for the attributes of a queue, and not send to it. */
  readonly lookingKey: { readonly id: string; readonly secret: string };
  /** May do nothing. */
  readonly powerlessKey: { readonly id: string; readonly secret: string };
}

const key = { id: "AKIAREELBUSTEST", secret: "a secret access key" };
const lookingKey = { id: "AKIALOOKING", secret: "a third secret access key" };
const powerlessKey = { id: "AKIAPOWERLESS", secret: "another secret access key" };
/** What AssumeRole gives for `role/reelbus-test`. */
const roleKey = { id: "ASIAREELBUSTEST", secret: "a temporary secret", token: "a-session-token" };
const keys = [key, lookingKey, powerlessKey, roleKey];
const MAX_SKEW_MS = 300_000;

/**
 * Lets requests through whose Signature Version 4 is good, and refuses the others as SQS does, in its JSON protocol and
 * with its names of errors. Also is an STS with the one action AssumeRole, for one role.
 *
 * Leaves out: policies (each key may always do the same, on every queue), regions and services in the scope of a signature, expiry of
 * temporary credentials, query strings.
 */
export async function startAwsFront(plainPort: number, options: AwsFrontOptions = {}): Promise<AwsFront> {
  const { aheadMs = 0, answer = () => null } = options;
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const own = refusalOf(request, body, Date.now() + aheadMs) ?? answerOf(request, body, answer);
    if (own === null) {
      await passOn(plainPort, request, body, response);
      return;
    }
    response
      .writeHead(own.status, { date: new Date(Date.now() + aheadMs).toUTCString(), ...own.headers })
      .end(own.body);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    lookingKey,
    powerlessKey,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Settings for the same queue through a front, with its key that may do everything. */
export function behind({ url, key: { id, secret } }: AwsFront, settings: AmazonSqsSettings): AmazonSqsSettings {
  return { ...settings, Endpoint: url, CredentialsName: id, CredentialsSecret: secret };
}

function refusalOf(request: IncomingMessage, body: Buffer, nowMs: number): FrontAnswer | null {
  const signature = signatureOf(request, body);
  if (signature === null) return jsonError(403, "MissingAuthenticationTokenException", "MissingAuthenticationToken");
  const known = keys.find(({ id }) => id === signature.accessKeyId);
  if (known === undefined) return jsonError(403, "UnrecognizedClientException", "InvalidClientTokenId");
  const tokenFits = signature.sessionToken === ("token" in known ? known.token : null);
  const inTime = Math.abs(signature.signedAtMs - nowMs) <= MAX_SKEW_MS;
  if (!tokenFits || !inTime || !signature.isOf(known.secret)) {
    // AWS tells what it has signed, with all headers.
    const message = `The Canonical String should have been ${JSON.stringify(request.headers)}`;
    return jsonError(403, "InvalidSignatureException", "SignatureDoesNotMatch", message);
  }
  const mayDoIt = known !== powerlessKey && (known !== lookingKey || actionOf(request) === "GetQueueAttributes");
  return mayDoIt ? null : jsonError(403, "AccessDeniedException", "AccessDenied");
}

function actionOf({ headers }: IncomingMessage): string {
  return String(headers["x-amz-target"]).replace("AmazonSQS.", "");
}

/** An answer of SQS in its JSON protocol. */
export function jsonAnswer(status: number, body: object): FrontAnswer {
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
}

/** An error as SQS sends it to clients that know its older protocol too. */
export function jsonError(status: number, type: string, queryCode: string, message = "refused"): FrontAnswer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-query-error": `${queryCode};Sender` },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}

function answerOf(
  request: IncomingMessage,
  body: Buffer,
  answer: NonNullable<AwsFrontOptions["answer"]>,
): FrontAnswer | null {
  const form = new URLSearchParams(body.toString());
  if (form.get("Action") === "AssumeRole") return assumeRole(form);
  return answer(actionOf(request), body.toString(), request.headers);
}

function assumeRole(form: URLSearchParams): FrontAnswer {
  const headers = { "content-type": "text/xml" };
  if (form.get("RoleArn")?.endsWith(":role/reelbus-test") !== true) {
    const error = "<Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message>";
    return { status: 403, headers, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
  }
  const expiration = new Date(Date.now() + Number(form.get("DurationSeconds") ?? 3600) * 1000).toISOString();
  const credentials = `<AccessKeyId>${roleKey.id}</AccessKeyId><SecretAccessKey>${roleKey.secret}</SecretAccessKey><SessionToken>${roleKey.token}</SessionToken><Expiration>${expiration}</Expiration>`;
  const result = `<AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult>`;
  return { status: 200, headers, body: `<AssumeRoleResponse>${result}</AssumeRoleResponse>` };
}

async function passOn(port: number, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  const inner = httpRequest({ host: "127.0.0.1", port, method, path: url, headers, agent: false }).end(body);
  const [answer] = (await once(inner, "response")) as [IncomingMessage];
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(response);
}
