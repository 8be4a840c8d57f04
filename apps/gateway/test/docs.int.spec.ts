import type { RunningService } from '@dongbaejul/service-kit';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { FakeAuth } from './support/fake-auth';
import { startGateway } from './support/start-gateway';

const committed = (file: string): string => readFileSync(path.resolve(__dirname, '../../..', file), 'utf8');

describe('the documentation', () => {
  const auth = new FakeAuth();
  let authUrl: string;
  let gateway: RunningService;
  beforeAll(async () => {
    authUrl = await auth.start();
    gateway = await startGateway({ AUTH_SERVER_URL: authUrl, REDIS_KEY_PREFIX: `docs${process.pid}` });
  });
  afterAll(async () => {
    await gateway.stop();
    await auth.stop();
  });

  it('is missed by nobody else where its files are not there', async () => {
    const [OPENAPI_FILE, ASYNCAPI_FILE] = ['none.yaml', 'neither.yaml'];
    const bare = await startGateway({ AUTH_SERVER_URL: authUrl, OPENAPI_FILE, ASYNCAPI_FILE });
    try {
      const statusOf = async (route: string): Promise<number> => (await fetch(`${bare.url}${route}`)).status;
      expect(await Promise.all(['/docs', '/docs/openapi.yaml', '/docs/asyncapi'].map(statusOf))).toEqual([
        404, 404, 404,
      ]);
      expect(await statusOf('/api/v1')).toBe(200);
    } finally {
      await bare.stop();
    }
  });

  it('of socket events is shown to everybody as it was committed', async () => {
    const response = await fetch(`${gateway.url}/docs/asyncapi`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect(await response.text()).toBe(committed('asyncapi.yaml'));
  });

  it('of routes is beside it, as it was committed and as JSON', async () => {
    const yaml = await fetch(`${gateway.url}/docs/openapi.yaml`);
    expect(yaml.status).toBe(200);
    expect(yaml.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect(await yaml.text()).toBe(committed('openapi.yaml'));
    const json = await fetch(`${gateway.url}/docs/openapi.json`);
    expect(json.status).toBe(200);
    expect(await json.json()).toEqual(load(committed('openapi.yaml')));
  });

  it('is a page that holds it', async () => {
    const page = await fetch(`${gateway.url}/docs`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('swagger-ui-init.js')]);
    const script = await fetch(`${gateway.url}/docs/swagger-ui-init.js`);
    expect([script.status, await script.text()]).toEqual([200, expect.stringContaining('/api/v1/chat/search')]);
  });
});
