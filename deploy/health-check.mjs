// Asks the service of this container whether it takes work; for HEALTHCHECK. Exit code 0 means yes.
const url = `http://127.0.0.1:${process.env.HEALTH_PORT ?? "8081"}/health/ready`;
const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
process.exitCode = answer?.ok === true ? 0 : 1;
