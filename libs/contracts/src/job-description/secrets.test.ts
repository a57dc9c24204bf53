import assert from "node:assert/strict";
import { test } from "node:test";
import { jobDescriptionDocument } from "../documents/schemas.ts";
import { jobDescriptionExample } from "./example.ts";
import { jobDescriptionSchema, type JobDescriptionInput } from "./job-description.ts";
import { redactUri, restorePublisher, restoreSecrets, SECRET_PROPERTIES, separateSecrets } from "./secrets.ts";

const signed = "https://example.com/film.mp4?X-Sig=abc&x=1#part";
const connection = "Endpoint=sb://ns.example/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0;EntityPath=q";
const withEverySecret: JobDescriptionInput = {
  ...jobDescriptionExample,
  ContentAcquisition: {
    Provider: "Http",
    UriPaths: [signed, "https://example.com/plain.vtt"],
    CredentialsName: "user",
    CredentialsSecret: "secret-1",
  },
  MessagePublishers: [
    ...jobDescriptionExample.MessagePublishers,
    { Type: "Webhook", Url: "https://example.com/events?token=1", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    { Type: "AzureServiceBus", Connection: connection, Queue: "q" },
    {
      Type: "AmazonSqs",
      QueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
      RoleArnToAssume: "arn:aws:iam::123456789012:role/reelbus",
      RoleExternalId: "external-1",
    },
  ],
  UserData: { CredentialsSecret: "the customer's own business", UriPath: signed },
};

test("secrets are separated, and restored to the very same description", () => {
  const description = jobDescriptionSchema.parse(withEverySecret);
  const { redacted, secrets } = separateSecrets(description);
  assert.deepEqual(secrets, {
    "/ContentAcquisition/UriPaths/0": signed,
    "/ContentAcquisition/CredentialsSecret": "secret-1",
    "/ContentProcessing/ContentKey": "AAECAwQFBgcICQoLDA0ODw==",
    "/MessagePublishers/0/CredentialsSecret": "a password",
    "/MessagePublishers/1/Url": "https://example.com/events?token=1",
    "/MessagePublishers/1/Secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "/MessagePublishers/2/Connection": connection,
    "/MessagePublishers/3/RoleExternalId": "external-1",
  });
  const { ContentAcquisition, ContentProcessing, UserData } = redacted;
  assert.deepEqual(ContentAcquisition.UriPaths, [
    "https://example.com/film.mp4?[redacted]",
    "https://example.com/plain.vtt",
  ]);
  assert.equal(ContentAcquisition.CredentialsSecret, "[redacted]");
  assert.equal(ContentProcessing.ContentKey, "[redacted]");
  assert.deepEqual(UserData, withEverySecret.UserData);
  assert.deepEqual(restoreSecrets(redacted, secrets), description);
  for (const [index, publisher] of redacted.MessagePublishers.entries())
    assert.deepEqual(restorePublisher(publisher, index, secrets), description.MessagePublishers[index]);
  assert.deepEqual(jobDescriptionSchema.parse(redacted), redacted, "what is redacted can be parsed again");
});

test("a description without secrets stays as it is", () => {
  const description = jobDescriptionSchema.parse({
    ContentAcquisition: { Provider: "Local", UriPath: "/in/what?is=a-file-name" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/out" },
  });
  assert.deepEqual(separateSecrets(description), { redacted: description, secrets: {} });
});

test("every property that the schemas mark as write-only is known as a secret", () => {
  assert.deepEqual([...writeOnlyProperties(jobDescriptionDocument())].sort(), [...SECRET_PROPERTIES].sort());
});

test("a URI is shown without user, password and query", () => {
  assert.equal(redactUri("https://u:p@example.com:8443/a/b?x=1"), "https://example.com:8443/a/b?[redacted]");
  assert.equal(redactUri("https://u:p@example.com/"), "https://example.com/");
  assert.equal(redactUri("https://example.com/a b"), "https://example.com/a b");
  assert.equal(redactUri("no uri?secret=1"), "no uri?[redacted]");
});

function writeOnlyProperties(schema: unknown, name = ""): Set<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const own = "writeOnly" in schema ? [name] : [];
  return new Set([...own, ...Object.entries(schema).flatMap(([key, value]) => [...writeOnlyProperties(value, key)])]);
}
