import { connectAsks } from '@dongbaejul/messaging';
import type { ServiceDefinition } from '@dongbaejul/service-kit';
import { firstSuperadmin } from './admin-users/first-superadmin';
import { AuthModule } from './auth.module';
import { verifyAudit } from './audit/verify-audit';
import { AuthConfig } from './config';
import { reencrypt } from './encryption/reencrypt';
import { addJwksRoute } from './keys/jwks-route';

export const authService: ServiceDefinition<AuthConfig> = {
  name: 'auth',
  config: AuthConfig,
  module: (config) => AuthModule.forConfig(config),
  commands: { 'audit-verify': verifyAudit, 'first-superadmin': firstSuperadmin, reencrypt },
  setup: (app) => {
    addJwksRoute(app);
    connectAsks(app);
  },
};
