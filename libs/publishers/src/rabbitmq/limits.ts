/** The bounds of one connection to a broker. */
export interface RabbitMqLimits {
  /** From the name's resolution to a channel that is ready. */
  readonly connectMs: number;
  /** For the answer to a question, and between two confirms while messages wait for theirs. */
  readonly answerMs: number;
  /** For the farewell; afterwards the socket is destroyed. */
  readonly closeMs: number;
  /** Offered to the broker, which may ask for less. A silent connection is given up after two to three times this. */
  readonly heartbeatSeconds: number;
}

export const RABBITMQ_LIMITS: RabbitMqLimits = {
  connectMs: 10_000,
  answerMs: 15_000,
  closeMs: 2_000,
  heartbeatSeconds: 10,
};

/** The most messages of one call that wait for their confirm. */
export const MAX_WINDOW = 64;
