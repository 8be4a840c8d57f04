import { createEmulator, listen } from './app';
import { ConfigError, loadConfig } from './config';

async function main(): Promise<void> {
  const config = loadConfig();
  const app = await createEmulator(config);
  const url = await listen(app);
  const { EMULATOR_MEMBERS: members, EMULATOR_POSTS: posts, EMULATOR_ALBUMS: albums, EMULATOR_PHOTOS: photos } = config;
  process.stdout.write(
    `BAND emulator on ${url}: ${members} members, ${posts} posts, ${albums} albums, ${photos} photos\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
