import { CommonErrors } from '@dongbaejul/contracts';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { IsEmail, IsInt, IsMongoId, MinLength, validateSync } from 'class-validator';
import { errorBody, languageOf, registerErrorMapper, toAppError } from './error-response';
import { invalidInput } from './invalid-input';

class Sample {
  @IsEmail()
  email = 'nobody';
  @IsInt()
  page: unknown = 'x';
  @MinLength(8, { message: '8자 이상|at least 8 characters' })
  password = 'short';
  @IsMongoId()
  id = 'nonsense';
  @MinLength(8, { message: '8자 이상|at least 8 characters' })
  missing?: string;
}

describe('errors on the wire', () => {
  it('tell each field in the language that was asked for', () => {
    const error = invalidInput(validateSync(new Sample()));
    expect(errorBody(error, 'ko', 't').error.details).toEqual({
      email: '올바른 이메일 주소여야 합니다.',
      page: '정수여야 합니다.',
      password: '8자 이상',
      id: '올바른 ID여야 합니다.',
      missing: '필수 항목입니다.',
    });
    expect(errorBody(error, 'en', 't').error.details).toMatchObject({
      email: 'must be an email',
      password: 'at least 8 characters',
      id: 'must be an id of 24 hexadecimal digits',
      missing: 'is required',
    });
  });
  it('say of a field that nobody knows the same, whatever it is called', () => {
    const [mine, another] = ['x', '뭐든|whatever'].map((field) =>
      validateSync(Object.assign(new Sample(), { [field]: 1 }), { whitelist: true, forbidNonWhitelisted: true }),
    );
    const said = (errors: ReturnType<typeof validateSync>, field: string): unknown[] =>
      (['ko', 'en'] as const).map((language) => errorBody(invalidInput(errors), language, 't').error.details?.[field]);
    expect(said(another!, '뭐든|whatever')).toEqual(['허용되지 않는 항목입니다.', 'is not known here']);
    expect(said(mine!, 'x')).toEqual(said(another!, '뭐든|whatever'));
  });
  it('hide what they do not know, and keep it as the cause', () => {
    const secret = new Error('MongoServerError: E11000 at 10.0.0.1');
    const error = toAppError(secret);
    expect(error).toMatchObject({ code: 'INTERNAL', cause: secret });
    expect(JSON.stringify(errorBody(error, 'en', 't'))).not.toContain('E11000');
    expect(errorBody(error, 'en', 't', true).error.stack).toContain('E11000');
  });
  it.each([
    [new BadRequestException('x'), 'MALFORMED_REQUEST'],
    [new NotFoundException('Cannot GET /x'), 'ROUTE_NOT_FOUND'],
    [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }, 'BODY_TOO_LARGE'],
    [{ code: 'FST_ERR_BAD_URL', statusCode: 400 }, 'MALFORMED_URL'],
    [{ statusCode: 429 }, 'TOO_MANY_REQUESTS'],
    [{ statusCode: 415 }, 'UNSUPPORTED_MEDIA_TYPE'],
    [CommonErrors.CONFLICT(), 'CONFLICT'],
    [undefined, 'INTERNAL'],
  ])('have a code for %p', (thrown, code) => expect(toAppError(thrown).code).toBe(code));
  it('can be taught by a lib', () => {
    class Away extends Error {}
    registerErrorMapper((error) => (error instanceof Away ? CommonErrors.SERVICE_UNAVAILABLE() : undefined));
    expect(toAppError(new Away()).code).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('languageOf', () => {
  it.each([
    [undefined, 'ko'],
    ['en', 'en'],
    ['en-US,en;q=0.9,ko;q=0.8', 'en'],
    ['ko-KR,en', 'ko'],
    ['fr', 'ko'],
    ['fr, en;q=0.5', 'en'],
  ])('%s is %s', (header, language) => expect(languageOf(header)).toBe(language));
});
