/**
 * A TCP port of 127.0.0.1 on which nobody listens: it is assigned to nobody, and no server gets a number as low as this
 * when it asks for a free one, as may happen to a port that was free a moment ago.
 */
export const CLOSED_PORT = 4;
