import { SecretBox } from '@dongbaejul/persistence';
import { Global, Module } from '@nestjs/common';
import { AuthConfig } from '../config';

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
