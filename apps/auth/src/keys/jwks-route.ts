import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeyRing } from './key-ring';

/**
 * `GET /.well-known/jwks.json`, beside Nest's guards like the health routes: public keys are for everyone, also for
 * services that hold no signing secret.
 */
export function addJwksRoute(app: NestFastifyApplication): void {
  const keys = app.get(KeyRing);
  app
    .getHttpAdapter()
    .getInstance()
    .get('/.well-known/jwks.json', async (_request, reply) =>
      reply.header('Cache-Control', 'public, max-age=60').send(keys.jwks()),
    );
}
