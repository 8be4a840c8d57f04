import { Optional } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString, Matches, MaxLength } from 'class-validator';

const MOST_ATTACHMENTS = 10;
const LONGEST_ATTACHMENT = 500;
/**
 * Web addresses and names or ids of files. Other schemes (`javascript:`, `data:`) have no business in what another
 * member's client may follow, nor have control characters and half surrogates.
 */
const ATTACHMENT = /^(?:https?:\/\/[^\s\p{Cc}\p{Cs}]+|[^:\p{Cc}\p{Cs}]+)$/u;

export const Attachments = (): PropertyDecorator =>
  applyDecorators(
    Optional(),
    ArrayMaxSize(MOST_ATTACHMENTS),
    Matches(ATTACHMENT, { each: true }),
    MaxLength(LONGEST_ATTACHMENT, { each: true }),
    IsString({ each: true }),
    // What was registered last is what is told: first of all it has to be a list.
    IsArray(),
    ApiPropertyOptional({
      type: [String],
      maxItems: MOST_ATTACHMENTS,
      description: 'Ids of own uploads, http(s) addresses or file names',
      items: { type: 'string', minLength: 1, maxLength: LONGEST_ATTACHMENT },
    }),
  );
