/** The bounds of one connection to an FTP server. */
export interface FtpsLimits {
  /** From the name's resolution to a session that is in the folder. */
  readonly connectMs: number;
  /** For one event, from the question for a data connection to the answer to the renaming; and for a check. */
  readonly answerMs: number;
}

export const FTPS_LIMITS: FtpsLimits = { connectMs: 15_000, answerMs: 30_000 };
