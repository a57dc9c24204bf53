import { toPublishError } from "../publish-error.ts";
import { waitUnless } from "../waiting.ts";
import type { Link } from "./link.ts";
import type { Message } from "./message.ts";

/**
 * Sends messages in order, one parcel after the other: a service that refuses one and takes the next would break the
 * order. What a parcel holds is accepted whole or not at all.
 * @throws PublishError
 */
export async function publishParcels(
  link: Pick<Link, "pack" | "send">,
  messages: readonly Message[],
  signal: AbortSignal,
  closing: AbortSignal,
): Promise<void> {
  let accepted = 0;
  try {
    while (accepted < messages.length) {
      const parcel = await waitUnless(link.pack(messages, accepted), signal, closing);
      await waitUnless(link.send(parcel), signal, closing);
      accepted += parcel.count;
    }
  } catch (error) {
    throw toPublishError(error, accepted);
  }
}
