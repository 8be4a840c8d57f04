import type { CreatedMeetingAnswer, MeetingDto } from '../../src/meetings/dto/meeting.dto';
import type { CreateMeetingDto } from '../../src/meetings/dto/create-meeting.dto';
import type { Member } from './core-under-test';

const HOUR = 3_600_000;

/** A meeting by this member, tomorrow unless said otherwise. */
export async function meet(who: Member, wanted: Partial<CreateMeetingDto> = {}): Promise<MeetingDto> {
  return (await meetAll(who, wanted)).meeting;
}

/** The same for a series: with the ids of all its meetings. */
export async function meetAll(who: Member, wanted: Partial<CreateMeetingDto> = {}): Promise<CreatedMeetingAnswer> {
  const { status, data, error } = await who.client.post<CreatedMeetingAnswer>('/meetings', {
    title: '토요일 번개',
    meeting_date: new Date(Date.now() + 24 * HOUR).toISOString(),
    ...wanted,
  });
  if (status !== 201) throw new Error(`no meeting: ${JSON.stringify(error)}`);
  return data;
}
