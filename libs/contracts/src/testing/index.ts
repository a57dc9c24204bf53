export { eventExamples, publisherTestExample } from "../events/examples.ts";
export { jobDescriptionExample } from "../job-description/example.ts";
