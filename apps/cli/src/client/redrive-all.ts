import type { ApiClient } from "./api-client.ts";
import { ApiRefusal } from "./api-error.ts";

/** Somebody else has redriven it meanwhile, or its job is gone. */
const NOT_PARKED_STATUSES: readonly number[] = [404, 409];

/** Redrives what is parked, and gives the ids of what it has redriven. Page by page, from the newest on: nothing comes twice. */
export async function* redriveAll(api: Pick<ApiClient, "deliveries" | "redrive">): AsyncGenerator<string> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await api.deliveries({ state: "Parked", limit: "500", ...(cursor === "" ? {} : { cursor }) });
    for (const { DeliveryId } of page.Deliveries) if (await redriveIfParked(api, DeliveryId)) yield DeliveryId;
    cursor = page.NextCursor;
  }
}

async function redriveIfParked(api: Pick<ApiClient, "redrive">, id: string): Promise<boolean> {
  try {
    await api.redrive(id);
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && NOT_PARKED_STATUSES.includes(error.status)) return false;
    throw error;
  }
}
