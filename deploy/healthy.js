/** Ends with 0 when the server of this container is ready for requests: the health check of the image, which has no curl. */
const url = process.env.MINTMARK_HEALTH_URL ?? 'http://127.0.0.1:9400/health/ready';
const isReady = await fetch(url, { signal: AbortSignal.timeout(2500) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
