import { z } from "zod";
import { httpUrlProblem } from "../../common/http-url.ts";
import { rule } from "../../common/rule.ts";
import { secretString } from "../../common/secret.ts";
import { credentials, Format, wholeCredentials } from "./common.ts";

const fields = z.strictObject({
  Type: z.literal("AmazonSqs"),
  Format,
  QueueUrl: httpUrl().refine(
    (url) => /\/[\w-]+(?:\.fifo)?$/u.test(url),
    "expected the URL of a queue, which ends in its name",
  ),
  Region: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, "expected the code of a region")
    .optional()
    .meta({ description: "Required unless QueueUrl begins with https://sqs.<region>.amazonaws.com." }),
  Endpoint: httpUrl()
    .optional()
    .meta({ description: "Where requests go instead of the host of QueueUrl: a private endpoint, or another server." }),
  ...credentials,
  RoleArnToAssume: z
    .string()
    .max(2048)
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/u, "expected the ARN of an IAM role")
    .optional()
    .meta({ description: "Assumed by the credentials, without them by the service's own AWS identity." }),
  RoleExternalId: secretString(
    z
      .string()
      .min(2)
      .max(1224)
      .regex(/^(?:[\w+=,.@:/-]+|\[redacted\])$/u, "expected letters, digits and _+=,.@:/-"),
  )
    .optional()
    .meta({ description: "What the role's trust policy demands as sts:ExternalId." }),
  RoleSessionDurationInSeconds: z.int().min(900).max(43_200).optional().meta({ description: "3600 when left out." }),
});

type Fields = z.output<typeof fields>;

const oneRegion = rule<Fields, "QueueUrl" | "Region">(["QueueUrl", "Region"], ({ QueueUrl, Region }, { refuse }) => {
  const told = regionOfQueueUrl(QueueUrl);
  if (Region === undefined && told === null) refuse("Region", "required: the host of QueueUrl does not tell it");
  if (Region !== undefined && told !== null && Region !== told) refuse("Region", `QueueUrl lies in "${told}"`);
});

/**
 * A job must say who sends. Falling back to the service's own identity would let every customer write to each queue
 * that the operator's account can reach; a role is different: whoever owns it has named the service in its trust policy,
 * and can demand there what only their own jobs know.
 */
const aSender = rule<Fields, never>([], (_, { given, refuse }) => {
  if (given("RoleArnToAssume")) return;
  if (!given("CredentialsName") && !given("CredentialsSecret"))
    refuse("CredentialsName", "required together with CredentialsSecret, unless there is RoleArnToAssume");
  for (const ofRole of ["RoleExternalId", "RoleSessionDurationInSeconds"] as const)
    if (given(ofRole)) refuse(ofRole, "only together with RoleArnToAssume");
});

/** A standard or FIFO queue of Amazon SQS, or of a server that speaks as it does. */
export const amazonSqsSchema = fields
  .superRefine(...oneRegion)
  .superRefine(...aSender)
  .superRefine(...wholeCredentials)
  .meta({ id: "AmazonSqsPublisher" });

export type AmazonSqsPublisher = z.output<typeof amazonSqsSchema>;

/** The region that the host of a queue's URL tells; null for a host that is none of Amazon's usual ones. */
export function regionOfQueueUrl(queueUrl: string): string | null {
  return (
    /^https?:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?::\d+)?\//iu.exec(queueUrl)?.[1]?.toLowerCase() ?? null
  );
}

/** A URL that holds no secret: job descriptions are stored and echoed with it. */
function httpUrl() {
  return z
    .string()
    .max(2048)
    .superRefine((text, context) => {
      const problem =
        httpUrlProblem(text, "put the access key into CredentialsName and CredentialsSecret, not into the URL") ??
        (/[?#]/u.test(text) ? "expected a URL without a query string and fragment" : null);
      if (problem !== null) context.addIssue({ code: "custom", message: problem, continue: false });
    });
}
