import type { Refusal } from "@reelbus/contracts";

/** The API answered with a refusal. `status` is the HTTP status. */
export class ApiRefusal extends Error {
  override readonly name = "ApiRefusal";
  readonly status: number;
  readonly refusal: Refusal;

  constructor(status: number, refusal: Refusal) {
    super(refusal.Message);
    this.status = status;
    this.refusal = refusal;
  }
}

/** The API did not answer, or not as an API of Reelbus would. */
export class ApiUnreachable extends Error {
  override readonly name = "ApiUnreachable";
}
