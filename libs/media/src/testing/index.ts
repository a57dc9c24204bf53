export { sampleAudio, sampleMapping, sampleVideo } from "./sample-mapping.ts";
