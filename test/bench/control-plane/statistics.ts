export { median, percentile } from "../measure/statistics.ts";
