import type { ReportTarget } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import type { NotificationDto } from '../../src/notifications/dto/notification.dto';
import type { OwnReportAnswer, ReportDetailAnswer } from '../../src/reports/dto/report-answers.dto';
import type { Decision } from '../../src/reports/report-case.schema';
import type { Answer } from './client';
import type { Member } from './core-under-test';
import { inboxOf } from './inbox';

export const report = (
  who: Member,
  target_type: ReportTarget,
  target_id: string,
  more: object = {},
): Promise<Answer<OwnReportAnswer>> =>
  who.client.post<OwnReportAnswer>('/reports', { target_type, target_id, reason: 'abuse', ...more });

/** @returns the case's id */
export async function reported(...args: Parameters<typeof report>): Promise<string> {
  const { status, data, error } = await report(...args);
  if (status !== 201) throw new Error(`reporting failed: ${JSON.stringify(error)}`);
  return data.report.id;
}

export const decide = (
  who: Member,
  id: string,
  decision: Decision,
  reason = '욕설이 있습니다.',
): Promise<Answer<ReportDetailAnswer>> =>
  who.client.post<ReportDetailAnswer>(`/admin/reports/${id}/decide`, { decision, reason });

/** Waits until somebody has been told of it. */
export async function toldOf(who: Member, type: NotificationDto['type'], count = 1): Promise<NotificationDto[]> {
  const ofType = async (): Promise<NotificationDto[]> =>
    (await inboxOf(who, '?limit=100')).notifications.filter((one) => one.type === type);
  await until(async () => (await ofType()).length >= count, `${count} ${type}`, { withinMs: 30_000 });
  return ofType();
}
