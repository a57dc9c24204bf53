import { DatabaseSync } from "node:sqlite";
import type { EventStore } from "@reelbus/consumer";

/** Keeps events in a file. Every database can do the same that has a unique key and loses nothing in a crash. */
export function openStore(file: string): EventStore {
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE IF NOT EXISTS events (
    EventId TEXT PRIMARY KEY, JobId TEXT NOT NULL, Sequence INTEGER NOT NULL, Event TEXT NOT NULL, UNIQUE (JobId, Sequence))`);
  const last = database.prepare("SELECT coalesce(max(Sequence), 0) AS Sequence FROM events WHERE JobId = ?");
  const insert = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?) ON CONFLICT (EventId) DO NOTHING");
  return {
    lastSequence: (jobId) => Number(last.get(jobId)?.["Sequence"]),
    store: ({ event }) => {
      insert.run(event.EventId, event.JobId, event.Sequence, JSON.stringify(event));
    },
  };
}
