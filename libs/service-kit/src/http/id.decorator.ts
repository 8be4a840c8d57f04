import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsMongoId } from 'class-validator';

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/**
 * An id of ours as a client sends it, brought into the one spelling in which ids are kept, compared and cached: with
 * capitals the database would find the same thing, and everything else another one.
 * @param options `each`: a list of them
 */
export const IsId = (options: { each?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lower) : lower(value))),
    IsMongoId(options),
  );

const ID = /^[0-9a-f]{24}$/i;

/** For a text that may be an id of ours or something else, a key of BAND's say: an id is brought into its one spelling. */
export const MaybeId = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' && ID.test(value) ? lower(value) : value));
