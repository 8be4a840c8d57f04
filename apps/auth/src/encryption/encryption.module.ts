import { Global, Module } from '@nestjs/common';
import { AuthConfig } from '../config';
import { SecretBox } from './secret-box';

@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [AuthConfig],
      useFactory: (config: AuthConfig) => new SecretBox(config.encryptionKeys),
    },
  ],
  exports: [SecretBox],
})
export class EncryptionModule {}
