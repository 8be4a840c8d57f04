import { KeySet, RevocationFeed, RevocationList, TokenVerifier } from '@dongbaejul/identity';
import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Module } from '@nestjs/common';
import { ChatConfig } from '../config';

/** What a socket's token is checked by: auth's public keys, and which tokens no longer hold. */
@Module({
  providers: [
    {
      provide: KeySet,
      inject: [ChatConfig],
      useFactory: (config: ChatConfig) =>
        new KeySet(config.AUTH_SERVER_URL.map((url) => `${url}/.well-known/jwks.json`)),
    },
    RevocationList,
    {
      provide: RevocationFeed,
      inject: [ChatConfig, RevocationList],
      useFactory: (config: ChatConfig, list: RevocationList) =>
        new RevocationFeed(list, {
          redisUrl: config.REDIS_URL,
          prefix: config.REDIS_KEY_PREFIX,
          authUrls: config.AUTH_SERVER_URL,
          signingSecret: config.GATEWAY_SIGNING_SECRET,
          caller: 'chat-socket',
        }),
    },
    {
      provide: TokenVerifier,
      inject: [KeySet, RevocationList, RevocationFeed],
      useFactory: (keys: KeySet, list: RevocationList, feed: RevocationFeed) =>
        new TokenVerifier(keys, list, () => feed.acceptsNewTokens),
    },
  ],
  exports: [TokenVerifier, RevocationList],
})
export class TokensModule {
  constructor(keys: KeySet, feed: RevocationFeed, startup: StartupTasks, shutdown: Shutdown) {
    startup.add('signing keys of auth', () => keys.refresh());
    startup.add('revocations of auth', async () => {
      feed.start();
      await feed.firstSnapshot();
    });
    shutdown.onClose('revocation feed', () => feed.stop());
    // A key that auth took back must open no socket.
    shutdown.onClose('signing keys of auth', keys.keepFresh());
  }
}
