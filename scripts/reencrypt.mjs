// `yarn keys:reencrypt`: seals what DATA_ENCRYPTION_KEY protects (members' and the club's BAND tokens, second factors)
// by its first key, so that the older ones can be dropped. Safe while the platform runs, and to stop and start again.
// Exit code 1 when something could not be read. On the running platform's MongoDB and Redis, or on ones started for it.
import { Explained, say } from './lib/progress.mjs';
import { withServices } from './lib/service-commands.mjs';

const SERVICES = ['auth', 'band-sync'];
// AUTO_CONNECT would connect the demo club's band while we are at it. A key that the caller sets counts: that is how
// one is changed.
const { DATA_ENCRYPTION_KEY } = process.env;
const ENV = { LOG_LEVEL: 'silent', AUTO_CONNECT: 'false', ...(DATA_ENCRYPTION_KEY && { DATA_ENCRYPTION_KEY }) };

await withServices('reencrypt', SERVICES, async (command) => {
  const failed = [];
  for (const service of SERVICES) {
    const { code, output } = await command(service, ['reencrypt'], ENV);
    say(output.trim());
    if (code !== 0) failed.push(service);
  }
  if (failed.length > 0) throw new Explained(`Not everything of ${failed.join(' and ')} was re-encrypted.`);
});
