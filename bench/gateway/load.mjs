// One round of load: reads { url, headers[], connections, seconds } from the file it is given, prints what came of it.
import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';

const { url, headers, connections, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const requests = headers.map((one) => ({ method: 'GET', headers: one }));
let client = 0;

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests,
  // Each connection begins with another user, so that no user's requests come all at once.
  setupClient: (one) => {
    const from = Math.floor((client++ * requests.length) / connections);
    one.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
  },
});

process.stdout.write(
  JSON.stringify({
    requests: result.requests.total,
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.timeouts + result.mismatches + result.non2xx,
  }),
);
