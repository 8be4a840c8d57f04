import { Text } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';

/** RFC 7636, 4.2 and 4.1. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const CHALLENGE_RULE = 'S256 방식의 code_challenge여야 합니다.|must be an S256 code_challenge';
const VERIFIER_RULE = '43~128자의 code_verifier여야 합니다.|must be a code_verifier of 43 to 128 characters';

export const CodeChallenge = (): PropertyDecorator =>
  applyDecorators(
    Text({
      min: 43,
      max: 43,
      singleLine: true,
      optional: true,
      api: { pattern: CHALLENGE.source, description: 'RFC 7636, S256' },
    }),
    Matches(CHALLENGE, { message: CHALLENGE_RULE }),
  );

export const CodeVerifier = (): PropertyDecorator =>
  applyDecorators(
    Text({
      min: 43,
      max: 128,
      singleLine: true,
      optional: true,
      api: { pattern: VERIFIER.source, description: 'Needed after a code_challenge' },
    }),
    Matches(VERIFIER, { message: VERIFIER_RULE }),
  );
