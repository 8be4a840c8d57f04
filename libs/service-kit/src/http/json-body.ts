import { CommonErrors } from '@dongbaejul/contracts';
import type { FastifyInstance } from 'fastify';

/** See the sizes in docs/requirements.md. */
export const JSON_BODY_LIMIT = 256 * 1024;
const DEEPEST_JSON = 32;

/**
 * The only body a service reads is JSON. Anything else is 415, what cannot be parsed 400, and nesting that would only
 * serve to exhaust the stack is refused before it is parsed. An empty body with a JSON type counts as none, because
 * common clients send the header with every POST.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: JSON_BODY_LIMIT },
    (request, body, done) => {
      const text = textOf(body as Buffer);
      if (text === undefined) return done(CommonErrors.MALFORMED_BODY(), undefined);
      if (text.trim() === '') return done(null, undefined);
      if (depthOf(text) > DEEPEST_JSON) return done(CommonErrors.MALFORMED_BODY(), undefined);
      // The parser's own errors all mean the same to a client, and carry pieces of the body.
      void parse(request, text, (error, value) =>
        error ? done(CommonErrors.MALFORMED_BODY(undefined, { cause: error }), undefined) : done(null, value),
      );
    },
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body's text; undefined when it is not UTF-8, which JSON always is (RFC 8259, 8.1), whatever its type says. */
function textOf(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** The deepest nesting of brackets outside strings. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const char = json.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return deepest;
}
