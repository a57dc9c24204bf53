/** How long and how often the HTTP source tries. Times in milliseconds. */
export interface HttpLimits {
  /** For the name's resolution, the connection and the TLS handshake together. */
  readonly connectMs: number;
  /** From the request to the head of the answer. */
  readonly answerMs: number;
  /** The same where a source is only checked: shorter than a whole check may take, so that the server is named. */
  readonly checkAnswerMs: number;
  /** Without a single byte of the body. */
  readonly stallMs: number;
  /** How often one file's broken transfer goes on where it stopped. */
  readonly resumes: number;
  /** The pause before the first resume; each further one doubles it. */
  readonly firstPauseMs: number;
  /** A longer pause, asked for by `Retry-After` too, is left to whoever tries the whole job again. */
  readonly longestPauseMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connectMs: 10_000,
  answerMs: 30_000,
  checkAnswerMs: 15_000,
  stallMs: 30_000,
  resumes: 8,
  firstPauseMs: 500,
  longestPauseMs: 30_000,
};
