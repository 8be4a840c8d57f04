// `yarn audit:verify [seq:hash…]`: checks that no row of the audit log was altered or removed, and that the log still
// holds what was noted of it (auth's log says `the audit log has grown` with seq and hash). Exit code 1 when not.
// On the running platform's MongoDB and Redis, or on ones started for it.
import { Explained, say } from './lib/progress.mjs';
import { withServices } from './lib/service-commands.mjs';

await withServices('audit', ['auth'], async (command) => {
  const { code, output } = await command('auth', ['audit-verify', ...process.argv.slice(2)], { LOG_LEVEL: 'silent' });
  say(output.trim());
  if (code !== 0) throw new Explained('The audit log was touched, or could not be read.');
});
