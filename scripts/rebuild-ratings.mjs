// `yarn ratings:rebuild`: works out every rating and game statistic anew from the completed games, on the running
// platform's MongoDB and Redis, or on ones started for it. Play may go on meanwhile.
import { tail } from './lib/command.mjs';
import { Explained, step } from './lib/progress.mjs';
import { withServices } from './lib/service-commands.mjs';

await withServices('ratings', ['core'], (command) =>
  step('Working out ratings anew', async () => {
    const { code, output } = await command('core', ['rebuild-ratings']);
    if (code !== 0) throw new Explained(`Working out ratings failed (exit code ${code}):\n${tail(output, 10)}`);
  }),
);
