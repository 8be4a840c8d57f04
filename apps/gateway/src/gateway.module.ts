import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessModule } from './access/access.module';
import { JwtAuthGuard } from './access/jwt-auth.guard';
import { RolesGuard } from './access/roles.guard';
import { AppInfoController } from './app-info/app-info.controller';
import { RateLimitGuard } from './limits/rate-limit.guard';
import { RateLimits } from './limits/rate-limits';
import { ProxyService } from './proxy/proxy.service';
import { ClientAddresses } from './security/client-addresses';
import { UpgradeProxy } from './sockets/upgrade-proxy';
import { Upstreams } from './upstreams/upstreams';

/** The edge. Guards run in the order in which they stand here: who asks, how often, with what right. */
@Module({
  imports: [AccessModule],
  controllers: [AppInfoController],
  providers: [
    ClientAddresses,
    Upstreams,
    RateLimits,
    ProxyService,
    UpgradeProxy,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
})
export class GatewayModule {}
