import { z } from "zod";
import { httpUrlProblem } from "../../common/http-url.ts";
import { secretString } from "../../common/secret.ts";
import { Format } from "./common.ts";

/** 24 to 64 bytes in base64 after `whsec_`, as Standard Webhooks 1.0.0 serialises a symmetric secret. */
const SECRET =
  /^(?:whsec_(?:(?:[A-Za-z0-9+/]{4}){8,20}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|(?:[A-Za-z0-9+/]{4}){21}(?:[A-Za-z0-9+/]{2}==)?)|\[redacted\])$/u;

/** An HTTP endpoint that gets each event as a POST, signed as Standard Webhooks says. */
export const webhookSchema = z
  .strictObject({
    Type: z.literal("Webhook"),
    Format,
    Url: z
      .string()
      .min(1)
      .max(4096)
      .superRefine((text, context) => {
        const message = httpUrlProblem(text, "expected a URL without user and password");
        if (message !== null) context.addIssue({ code: "custom", message });
      })
      .meta({ description: "http or https. Its query string is a secret." }),
    Secret: secretString(z.string().regex(SECRET, "expected whsec_ and 24 to 64 random bytes in base64")).meta({
      description: "whsec_ and 24 to 64 random bytes in base64; signs each request.",
    }),
  })
  .meta({ id: "WebhookPublisher" });

export type WebhookPublisher = z.output<typeof webhookSchema>;
