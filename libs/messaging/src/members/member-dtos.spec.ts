import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { Type } from '@nestjs/common';
import { ExportMemberDataDto } from './export-member-data.dto';
import { MemberChangedDto } from './member-changed.dto';
import { MemberMergedDto } from './member-merged.dto';

const ID = '64b0000000000000000000aa';
const OTHER = '64b0000000000000000000bb';

const wrongIn = async (dto: Type<object>, payload: object): Promise<string[]> =>
  (await validate(plainToInstance(dto, payload))).map(({ property }) => property);

describe('what services are told and asked of members', () => {
  const member = { id: ID, username: 'u', display_name: '이름', avatar: null, roles: ['USER'], status: 'active' };

  it('accepts a member with and without what members may leave open', async () => {
    expect(await wrongIn(MemberChangedDto, member)).toEqual([]);
    const full = { ...member, avatar: 'a', grade: 'A', gender: 'male', merged_into: OTHER };
    expect(await wrongIn(MemberChangedDto, full)).toEqual([]);
    expect(await wrongIn(MemberChangedDto, { ...member, grade: null, gender: null, merged_into: null })).toEqual([]);
  });

  it.each([
    ['id', 'x'],
    ['username', 1],
    ['display_name', null],
    ['avatar', {}],
    ['roles', ['KING']],
    ['status', 'gone'],
    ['grade', 3],
    ['gender', []],
    ['merged_into', 'x'],
  ])('refuses a member whose %s is %j', async (field, value) => {
    expect(await wrongIn(MemberChangedDto, { ...member, [field]: value })).toEqual([field]);
  });

  it('accepts two members who are one, and nothing else', async () => {
    expect(await wrongIn(MemberMergedDto, { from_id: ID, into_id: OTHER })).toEqual([]);
    expect(await wrongIn(MemberMergedDto, { from_id: ID, into_id: { $ne: null } })).toEqual(['into_id']);
    expect(await wrongIn(MemberMergedDto, {})).toEqual(['from_id', 'into_id']);
  });

  it('accepts a question for all that is kept of a member, a page at a time', async () => {
    expect(await wrongIn(ExportMemberDataDto, { member_id: ID })).toEqual([]);
    expect(await wrongIn(ExportMemberDataDto, { member_id: ID, cursor: '1..1' })).toEqual([]);
    expect(await wrongIn(ExportMemberDataDto, { member_id: 'x', cursor: 'x'.repeat(101) })).toEqual([
      'member_id',
      'cursor',
    ]);
  });
});
