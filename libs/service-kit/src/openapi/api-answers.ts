import { applyDecorators, HttpCode, HttpStatus, Type } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** The failure envelope, as documentation. */
export class ErrorDto {
  @ApiProperty({ enum: ['error'] })
  status: 'error';

  @ApiProperty({
    type: 'object',
    required: ['code', 'message', 'trace_id'],
    properties: {
      code: { type: 'string', description: 'Names the case; never changes with the language (docs/errors.md)' },
      message: { type: 'string', description: 'A sentence for people, Korean unless Accept-Language prefers English' },
      details: { type: 'object', additionalProperties: true, description: 'For INVALID_INPUT: field to sentence' },
      trace_id: { type: 'string' },
      stack: { type: 'string', description: 'In development only' },
    },
    additionalProperties: false,
  })
  error: { code: string; message: string; details?: Record<string, unknown>; trace_id: string };
}

/** The body of deletes and of logout. */
export class SuccessDto {
  @ApiProperty({ enum: ['success'] })
  message = 'success' as const;
}

const DESCRIPTIONS: Record<number, string> = {
  400: 'Malformed or invalid input; details name the fields',
  401: 'No valid session',
  403: 'Signed in, but not allowed',
  404: 'Does not exist, or not for you',
  409: 'Conflicts with the current state',
  412: 'If-Match is stale',
  413: 'Body too large',
  415: 'Not a content type that this route takes',
  422: 'Understood, but cannot be done',
  429: 'Too many requests; see Retry-After',
  502: 'A service answered nonsense',
  503: 'A service is briefly unavailable',
  504: 'A service did not answer in time',
};

/** Every route may answer with these: the edge and the dependencies are in front of all of them. */
const ALWAYS = [400, 429, 500, 502, 503, 504];

/** And every route with a body with these; openApiDocument adds them. */
export const WITH_A_BODY = [413, 415];

const refTo = (model: Type<unknown>): { $ref: string } => ({ $ref: getSchemaPath(model) });

/**
 * Documents (and sets) the success of a route, in the envelope, and the failures it may answer with.
 * @param body what `data` is; of several, it is one of them
 * @param errors statuses beside those that any route, or any with a body, may give
 * @param files media types that it has as well, not in the envelope
 */
export function ApiAnswer(
  body: Type<unknown> | Type<unknown>[],
  options: { status?: HttpStatus; errors?: number[]; description?: string; files?: string[] } = {},
): MethodDecorator {
  const { status = HttpStatus.OK, errors = [], description = '', files = [] } = options;
  const schema = {
    type: 'object',
    required: ['status', 'data'],
    properties: {
      status: { type: 'string', enum: ['ok'] },
      data: Array.isArray(body) ? { oneOf: body.map(refTo) } : refTo(body),
    },
  };
  return applyDecorators(
    HttpCode(status),
    ApiExtraModels(...[body].flat(), ErrorDto),
    ApiResponse({ status, description, content: { 'application/json': { schema }, ...asFiles(files) } }),
    ...failures(errors),
  );
}

const asFiles = (types: readonly string[]): Record<string, { schema: { type: string; format: string } }> =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

/**
 * Documents a route that answers with a file, not in the envelope; its failures are.
 * @param types every media type it may have
 * @param errors statuses beside those that any route may give
 */
export function ApiFile(types: readonly string[], errors: number[] = [], description = ''): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ErrorDto),
    ApiResponse({ status: 200, description, content: asFiles(types) }),
    ...failures(errors),
  );
}

const failures = (errors: readonly number[]): MethodDecorator[] =>
  [...new Set([...errors, ...ALWAYS])]
    .sort((a, b) => a - b)
    .map((status) => ApiResponse({ status, ...failure(status) }));

/** How a failure with this status is documented. */
export const failure = (
  status: number,
): { description: string; content: Record<string, { schema: { $ref: string } }> } => ({
  description: DESCRIPTIONS[status] ?? '',
  content: { 'application/json': { schema: refTo(ErrorDto) } },
});
