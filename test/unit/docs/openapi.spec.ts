import { load } from 'js-yaml';
import { read } from './files';

interface Property {
  default?: unknown;
  pattern?: string;
  enum?: unknown[];
}
interface Content {
  schema: { $ref?: string; type?: string };
}
interface Route {
  description?: string;
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}
const { paths, components } = load(read('openapi.yaml')) as {
  paths: Record<string, Record<string, Route>>;
  components: { schemas: Record<string, { properties?: Record<string, Property> }> };
};
const routes = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, route]) => ({ name: `${method.toUpperCase()} ${path}`, method, route })),
);
const fieldsOf = (schema: string): Record<string, Property> => components.schemas[schema]?.properties ?? {};

describe('openapi.yaml', () => {
  it('gives what a PATCH leaves out no default: it stays as it is, and a client must not fill it in', () => {
    const filled = routes.flatMap(({ name, method, route }) => {
      const body = route.requestBody?.content['application/json']?.schema.$ref?.split('/').pop();
      if (method !== 'patch' || !body) return [];
      return Object.entries(fieldsOf(body)).flatMap(([field, { default: value }]) =>
        value === undefined ? [] : [`${name} ${field}`],
      );
    });
    expect(filled).toEqual([]);
  });

  it('says that signing up takes the same key with another body for another request', () => {
    const description = paths['/api/v1/auth/signup']?.post?.description;
    expect(description).toMatch(/same key with another body.*another account/);
  });

  it('describes only JSON as an object: whatever else a route answers is a file', () => {
    const wrong = routes.flatMap(({ name, route }) =>
      Object.values(route.responses).flatMap(({ content = {} }) =>
        Object.entries(content).flatMap(([type, { schema }]) =>
          type === 'application/json' || schema.type === 'string' ? [] : [`${name} ${type}`],
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['SignUpDto', 'username', '김 철수'],
    ['BandLoginDto', 'code_challenge', 'short'],
    ['BandCallbackDto', 'code_verifier', 'short'],
    ['BandLinkDto', 'code_verifier', 'short'],
    ['RegisterDeviceDto', 'token', 'with spaces'],
  ])('says which %s.%s is refused before it is sent: %j', (dto, field, refused) => {
    const pattern = fieldsOf(dto)[field]?.pattern;
    expect(pattern).toBeDefined();
    expect(new RegExp(pattern ?? '', 'u').test(refused)).toBe(false);
  });
});
