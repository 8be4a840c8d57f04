import { Global, Module } from '@nestjs/common';
import { AuthConfig } from '../config';
import { AccessTokens } from './access-tokens';
import { readKeyFile } from './key-file';
import { KeyRing, signingKeyOf } from './key-ring';

function keyRingOf(config: AuthConfig): KeyRing {
  const pem = config.JWT_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? readKeyFile(config.keyFile, !config.isProduction);
  return new KeyRing([signingKeyOf(pem)]);
}

@Global()
@Module({
  providers: [{ provide: KeyRing, inject: [AuthConfig], useFactory: keyRingOf }, AccessTokens],
  exports: [KeyRing, AccessTokens],
})
export class KeysModule {}
