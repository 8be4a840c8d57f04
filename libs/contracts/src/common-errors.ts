import { defineErrors } from './errors';

/** Codes that any service may answer with. A feature's own codes live in its `*.errors.ts`. */
export const CommonErrors = defineErrors({
  INVALID_INPUT: { kind: 'input', ko: '입력값을 확인해 주세요.', en: 'Please check the input.' },
  MALFORMED_BODY: {
    kind: 'input',
    ko: '요청 본문을 읽을 수 없습니다. UTF-8로 된 JSON이어야 합니다.',
    en: 'The request body cannot be read. It has to be JSON in UTF-8.',
  },
  MALFORMED_REQUEST: { kind: 'input', ko: '잘못된 요청입니다.', en: 'The request is malformed.' },
  MALFORMED_URL: {
    kind: 'input',
    ko: '주소를 읽을 수 없습니다. 한글과 특수문자는 UTF-8로 퍼센트 인코딩해 주세요.',
    en: 'The URL cannot be read. Percent-encode, as UTF-8, what is not plain ASCII.',
  },
  SIGN_IN_REQUIRED: { kind: 'unauthorized', ko: '로그인이 필요합니다.', en: 'Please sign in.' },
  FORBIDDEN: { kind: 'forbidden', ko: '권한이 없습니다.', en: 'You are not allowed to do this.' },
  ROUTE_NOT_FOUND: { kind: 'not-found', ko: '존재하지 않는 주소입니다.', en: 'There is no such route.' },
  NOT_FOUND: { kind: 'not-found', ko: '찾을 수 없습니다.', en: 'Not found.' },
  METHOD_NOT_ALLOWED: {
    kind: 'method-not-allowed',
    ko: '이 주소에서 지원하지 않는 메서드입니다.',
    en: 'This route does not take that method.',
  },
  REQUEST_TIMEOUT: {
    kind: 'request-timeout',
    ko: '요청 본문이 제때 도착하지 않았습니다. 다시 시도해 주세요.',
    en: 'The body of the request did not arrive in time. Please try again.',
  },
  CONFLICT: {
    kind: 'conflict',
    ko: '이미 처리되었거나 충돌이 발생했습니다.',
    en: 'This conflicts with the current state.',
  },
  STALE_VERSION: {
    kind: 'stale',
    ko: '다른 곳에서 먼저 수정되었습니다. 새로고침 후 다시 시도해 주세요.',
    en: 'It was changed in the meantime. Reload and try again.',
  },
  BODY_TOO_LARGE: { kind: 'too-large', ko: '요청 본문이 너무 큽니다.', en: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupported-media',
    ko: '지원하지 않는 형식입니다. application/json으로 보내 주세요.',
    en: 'This content type is not supported. Send application/json.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'unprocessable',
    ko: '같은 Idempotency-Key가 다른 내용으로 이미 사용되었습니다.',
    en: 'This Idempotency-Key was already used with another body.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    kind: 'conflict',
    ko: '같은 Idempotency-Key의 요청이 처리 중입니다.',
    en: 'A request with this Idempotency-Key is still under way.',
  },
  /** With the sentence of seeds/000. */
  TOO_MANY_REQUESTS: {
    kind: 'limit',
    ko: '너무 많은 요청이 감지되었습니다. 나중에 다시 시도해주세요.',
    en: 'Too many requests. Please try again later.',
  },
  INTERNAL: { kind: 'internal', ko: '서버 오류가 발생했습니다.', en: 'Something went wrong on our side.' },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    ko: '서비스를 잠시 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    en: 'The service is briefly unavailable. Please try again.',
  },
  SERVICE_STARTING: {
    kind: 'starting',
    ko: '서비스가 시작되고 있습니다. 잠시 후 다시 시도해 주세요.',
    en: 'The service is starting. Please try again in a moment.',
  },
  HEADERS_TOO_LARGE: {
    kind: 'headers-too-large',
    ko: '요청 주소나 헤더가 너무 깁니다.',
    en: 'The address or the headers of the request are too long.',
  },
  SERVICE_TIMEOUT: {
    kind: 'timeout',
    ko: '서비스 응답이 늦어지고 있습니다. 잠시 후 다시 시도해 주세요.',
    en: 'The service did not answer in time. Please try again.',
  },
  UPSTREAM_INVALID: {
    kind: 'bad-upstream',
    ko: '서비스 응답이 올바르지 않습니다.',
    en: 'The service answered nonsense.',
  },
});
