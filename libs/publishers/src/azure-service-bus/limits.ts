/** The bounds of one connection to Service Bus. */
export interface AzureServiceBusLimits {
  /** From the name's resolution to a sender link that is open. */
  readonly connectMs: number;
  /** For one batch to be accepted. */
  readonly answerMs: number;
  /** For the farewell; afterwards the socket is destroyed. */
  readonly closeMs: number;
}

export const AZURE_SERVICE_BUS_LIMITS: AzureServiceBusLimits = { connectMs: 10_000, answerMs: 15_000, closeMs: 2_000 };

/** Batches stay below this even where the entity takes larger messages (premium tier); a larger message goes by itself. */
export const MAX_BATCH_BYTES = 1_000_000;
