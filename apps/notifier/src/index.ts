export { buildNotifierService, type NotifierDeps } from "./app.ts";
export { NOTIFIER_LIMITS, type NotifierLimits } from "./limits.ts";
