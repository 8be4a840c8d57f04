import { Global, Module } from '@nestjs/common';
import { AuthConfig } from '../config';
import { AccessTokens } from './access-tokens';
import { readKeyFile } from './key-file';
import { KeyFileWatch } from './key-file-watch';
import { KeyRing, signingKeysOf } from './key-ring';

function keyRingOf(config: AuthConfig): KeyRing {
  const text = config.JWT_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? readKeyFile(config.keyFile, !config.isProduction);
  return new KeyRing(signingKeysOf(text), config.accessTokenSeconds * 1000);
}

@Global()
@Module({
  providers: [{ provide: KeyRing, inject: [AuthConfig], useFactory: keyRingOf }, AccessTokens, KeyFileWatch],
  exports: [KeyRing, AccessTokens],
})
export class KeysModule {}
