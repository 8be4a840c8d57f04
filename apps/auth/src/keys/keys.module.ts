import { ConfigError } from '@dongbaejul/service-kit';
import { Global, Module } from '@nestjs/common';
import { AuthConfig } from '../config';
import { AccessTokens } from './access-tokens';
import { readKeyFile } from './key-file';
import { KeyFileWatch } from './key-file-watch';
import { KeyRing, signingKeysOf } from './key-ring';

/** @throws ConfigError naming the variable, and never what it holds */
export function keyRingOf(config: AuthConfig): KeyRing {
  const variable =
    config.JWT_PRIVATE_KEY === undefined ? 'JWT_PRIVATE_KEY is not set, JWT_PRIVATE_KEY_FILE' : 'JWT_PRIVATE_KEY';
  try {
    const text = config.JWT_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? readKeyFile(config.keyFile, !config.isProduction);
    return new KeyRing(signingKeysOf(text), config.accessTokenSeconds * 1000);
  } catch (error) {
    throw new ConfigError(`The configuration does not fit:\n  ${variable}: ${(error as Error).message}`);
  }
}

@Global()
@Module({
  providers: [{ provide: KeyRing, inject: [AuthConfig], useFactory: keyRingOf }, AccessTokens, KeyFileWatch],
  exports: [KeyRing, AccessTokens],
})
export class KeysModule {}
