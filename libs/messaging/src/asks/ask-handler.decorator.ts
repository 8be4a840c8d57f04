import { AskName, AskReply, AskRequest } from '@dongbaejul/contracts';
import { logLevelOf, toAppError, validated } from '@dongbaejul/service-kit';
import { Logger, Type } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
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

function shapeOf(name: string, thrown: unknown): ReturnType<ReturnType<typeof toAppError>['toShape']> {
  const error = toAppError(thrown);
  const level = logLevelOf(error.kind);
  if (level !== 'info') logger[level]({ msg: error.message, ask: name, code: error.code, err: error.cause ?? error });
  return error.toShape();
}
