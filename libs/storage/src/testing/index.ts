export { startFileServer, type FileServer } from "./file-server.ts";
export {
  sourceConformance,
  type SourceConformance,
  type SourceFixture,
  type SourceTest,
} from "./source-conformance.ts";
export {
  targetConformance,
  type TargetConformance,
  type TargetFixture,
  type TargetTest,
} from "./target-conformance.ts";
