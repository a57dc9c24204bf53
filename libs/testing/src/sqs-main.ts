// The program that `startSqs` runs. Its arguments: the port, and the folder for the data.
import { startFauxqs } from "fauxqs";

const [port, dataDir = ""] = process.argv.slice(2);
await startFauxqs({ port: Number(port), dataDir, logger: false });
