export {
  SAMPLE_RESULTS,
  SAMPLE_TRACE_PARENT,
  sampleDescription,
  sampleFact,
  sampleJob,
  sampleState,
} from "./sample-job.ts";
