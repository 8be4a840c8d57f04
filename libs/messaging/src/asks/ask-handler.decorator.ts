import { AskName, AskReply, AskRequest } from '@dongbaejul/contracts';
import { invalidInput, logLevelOf, toAppError } from '@dongbaejul/service-kit';
import { Logger, Type } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { AskOutcome } from './ask-packet';

type Handler<Name extends AskName> = (request: AskRequest<Name>) => Promise<AskReply<Name>>;

const logger = new Logger('Asks');

/**
 * Makes a controller's method answer an ask. The request is validated against `dto` (unknown fields refused) before the
 * method runs; what it throws reaches the asker with its code, unknown errors as INTERNAL without their text. The
 * asker's trace id, user, language and deadline are the method's request context.
 *
 * `@AskHandler('auth.band-members.upsert', UpsertBandMembersDto) upsert(request: UpsertBandMembersDto) {…}`
 */
export function AskHandler<Name extends AskName>(name: Name, dto: Type<AskRequest<Name>>) {
  return <T extends Handler<Name>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    const original = descriptor.value as T;
    const answering = async function (this: unknown, request: unknown): Promise<AskOutcome> {
      try {
        return { ok: true, reply: (await original.call(this, await validated(dto, request))) ?? null };
      } catch (error) {
        return { ok: false, error: shapeOf(name, error) };
      }
    };
    for (const meta of Reflect.getMetadataKeys(original) as unknown[]) {
      Reflect.defineMetadata(meta, Reflect.getMetadata(meta, original), answering);
    }
    const replaced = { ...descriptor, value: answering } as PropertyDescriptor;
    Object.defineProperty(target, key, replaced);
    MessagePattern(name, Transport.REDIS)(target, key, replaced);
    descriptor.value = answering as unknown as T;
  };
}

/** @throws INVALID_INPUT with a sentence by field */
export async function validated<T extends object>(dto: Type<T>, plain: unknown): Promise<T> {
  const instance = plainToInstance(dto, typeof plain === 'object' && plain !== null ? plain : {});
  const problems = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
  });
  if (problems.length > 0) throw invalidInput(problems);
  return instance;
}

function shapeOf(name: string, thrown: unknown): ReturnType<ReturnType<typeof toAppError>['toShape']> {
  const error = toAppError(thrown);
  const level = logLevelOf(error.kind);
  if (level !== 'info') logger[level]({ msg: error.message, ask: name, code: error.code, err: error.cause ?? error });
  return error.toShape();
}
