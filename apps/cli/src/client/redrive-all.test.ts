import assert from "node:assert/strict";
import { it } from "node:test";
import type { DeliveriesPage } from "@reelbus/contracts";
import type { ApiClient } from "./api-client.ts";
import { ApiRefusal } from "./api-error.ts";
import { redriveAll } from "./redrive-all.ts";

const PAGES: Readonly<Record<string, { readonly ids: readonly string[]; readonly next: string | null }>> = {
  first: { ids: ["5", "4"], next: "second" },
  second: { ids: ["3", "2"], next: "third" },
  third: { ids: ["1"], next: null },
};

/** An API with three pages of parked deliveries. */
function apiOf(redrive: ApiClient["redrive"]): Pick<ApiClient, "deliveries" | "redrive"> {
  return {
    redrive,
    deliveries: ({ state, cursor = "first" }) => {
      assert.equal(state, "Parked");
      const page = PAGES[cursor];
      assert.ok(page);
      const Deliveries = page.ids.map((DeliveryId) => ({ DeliveryId }));
      return Promise.resolve({ Deliveries, NextCursor: page.next } as DeliveriesPage);
    },
  };
}

it("redrives what is on every page, but for what is not parked any more", async () => {
  const asked: string[] = [];
  const api = apiOf((id) => {
    asked.push(id);
    const status = { "4": 409, "3": 404 }[id];
    return status === undefined ? Promise.resolve() : refused(status);
  });
  const redriven: string[] = [];
  for await (const id of redriveAll(api)) redriven.push(id);
  assert.deepEqual(redriven, ["5", "2", "1"]);
  assert.deepEqual(asked, ["5", "4", "3", "2", "1"]);
});

it("has told what it redrove when the API fails in the middle", async () => {
  const redriven: string[] = [];
  const api = apiOf((id) => (id === "3" ? refused(500) : Promise.resolve()));
  await assert.rejects(
    async () => {
      for await (const id of redriveAll(api)) redriven.push(id);
    },
    { status: 500 },
  );
  assert.deepEqual(redriven, ["5", "4"]);
});

function refused(status: number): Promise<never> {
  return Promise.reject(new ApiRefusal(status, { Error: "internal", Message: "no" }));
}
