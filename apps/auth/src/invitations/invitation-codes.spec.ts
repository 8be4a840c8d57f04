import { randomBytes } from 'node:crypto';
import { SecretBox } from '@dongbaejul/persistence';
import { Types } from 'mongoose';
import { digestOf, InvitationCodes } from './invitation-codes';

const key = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;

describe('the code of an invitation', () => {
  const [older, newer] = [key('k1'), key('k2')];
  const codes = new InvitationCodes(new SecretBox([older]));
  const _id = new Types.ObjectId();
  const digest = digestOf(codes.newCode(_id));

  it('can be made again, and is another for each invitation', () => {
    expect(codes.codeOf({ _id, digest })).toBe(codes.newCode(_id));
    expect(codes.newCode(new Types.ObjectId())).not.toBe(codes.newCode(_id));
    expect(codes.newCode(_id)).toMatch(/^[\w-]{43}$/);
  });

  it('outlives a change of keys as long as its key is listed', () => {
    const rotated = new InvitationCodes(new SecretBox([newer, older]));
    expect(rotated.newCode(_id)).not.toBe(codes.newCode(_id));
    expect(rotated.codeOf({ _id, digest })).toBe(codes.newCode(_id));
    expect(new InvitationCodes(new SecretBox([newer])).codeOf({ _id, digest })).toBeUndefined();
  });
});
