import type { ServiceName } from '@dongbaejul/contracts';
import type { BaseConfig } from '@dongbaejul/service-kit';
import { DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { RequestSigner } from '../signature/request-signature';
import { signShownUploadsWith } from '../signature/shown-uploads';
import { UploadAddresses } from '../signature/upload-addresses';
import { SignedIdentityGuard } from './signed-identity.guard';

/** Puts SignedIdentityGuard in front of every route of a service. Imported once, by the service's root module. */
@Module({})
export class IdentityModule {
  static forService(service: ServiceName, config: Pick<BaseConfig, 'GATEWAY_SIGNING_SECRET'>): DynamicModule {
    const addresses = new UploadAddresses(config.GATEWAY_SIGNING_SECRET);
    signShownUploadsWith(addresses);
    return {
      module: IdentityModule,
      global: true,
      providers: [
        { provide: UploadAddresses, useValue: addresses },
        { provide: RequestSigner, useFactory: () => new RequestSigner(config.GATEWAY_SIGNING_SECRET) },
        {
          provide: APP_GUARD,
          inject: [Reflector, RequestSigner],
          useFactory: (reflector: Reflector, signer: RequestSigner) =>
            new SignedIdentityGuard(reflector, signer, service),
        },
      ],
      exports: [RequestSigner, UploadAddresses],
    };
  }
}
