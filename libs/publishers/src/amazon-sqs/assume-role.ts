import { Agent as PlainAgent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { AmazonSqsPublisher as AmazonSqsSettings } from "@reelbus/contracts";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { lookupAllowedAddress } from "../forbidden-address.ts";
import { waitUnless } from "../waiting.ts";
import { RoleFailure } from "./sdk-failure.ts";

/** An access key; of a role with a token, and until it expires. */
export type Credentials = Awaited<ReturnType<ReturnType<typeof fromTemporaryCredentials>>>;

const never = new AbortController().signal;

/**
 * Asks STS for the credentials of `role`, with connections of its own that end with the call. The SDK sets no limit, and
 * while one call is pending everybody who wants the credentials waits for that one: a client that hung would be of no
 * use ever again.
 *
 * @param own who asks; undefined for the identity that the service itself has
 * @throws RoleFailure
 */
export async function assumeRole(
  role: string,
  { RoleExternalId, RoleSessionDurationInSeconds }: AmazonSqsSettings,
  own: Credentials | undefined,
  region: string,
  limitMs: number,
  closing: AbortSignal,
): Promise<Credentials> {
  const httpAgent = new PlainAgent({ lookup: lookupAllowedAddress });
  const httpsAgent = new TlsAgent({ lookup: lookupAllowedAddress });
  const ask = fromTemporaryCredentials({
    ...(own === undefined ? {} : { masterCredentials: own }),
    params: {
      RoleArn: role,
      RoleSessionName: "reelbus",
      ...(RoleExternalId === undefined ? {} : { ExternalId: RoleExternalId }),
      ...(RoleSessionDurationInSeconds === undefined ? {} : { DurationSeconds: RoleSessionDurationInSeconds }),
    },
    clientConfig: { region, maxAttempts: 1, requestHandler: { httpAgent, httpsAgent } },
  });
  try {
    return await waitUnless(ask(), never, AbortSignal.any([closing, AbortSignal.timeout(limitMs)]));
  } catch (error) {
    throw new RoleFailure(error);
  } finally {
    httpAgent.destroy();
    httpsAgent.destroy();
  }
}
