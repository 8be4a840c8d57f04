import { endsInConsonant } from '../common/korean';
import type { Language, NotificationData, NotificationType } from '@dongbaejul/contracts';

type Line = (who: string, data: NotificationData) => string;

const said = (value: NotificationData[string] | undefined): string => (value == null ? '' : String(value));
/** 「정모」 or, where nobody said a name, the word for such a thing. */
const named = (data: NotificationData, otherwise: string): string =>
  data.title ? `「${said(data.title)}」` : otherwise;
const quoted = (data: NotificationData, otherwise: string): string =>
  data.title ? `“${said(data.title)}”` : otherwise;
/** With the subject's particle, which goes by the last sound. */
const subject = (data: NotificationData, otherwise: string): string =>
  named(data, otherwise) + (endsInConsonant(said(data.title) || otherwise) ? '이' : '가');
const because = (data: NotificationData): string => (data.reason ? ` 사유: ${said(data.reason)}` : '');
const becauseEn = (data: NotificationData): string => (data.reason ? ` Reason: ${said(data.reason)}` : '');

const KO: Record<NotificationType, Line> = {
  comment: (who) => `${who}님이 회원님의 글에 댓글을 남겼습니다.`,
  reply: (who) => `${who}님이 회원님의 댓글에 답글을 남겼습니다.`,
  mention: (who) => `${who}님이 회원님을 언급했습니다.`,
  like: (who) => `${who}님이 회원님의 글을 좋아합니다.`,
  notice: (who) => `${who}님이 새 공지를 올렸습니다.`,
  'content.hidden': (_, data) => `운영진이 회원님의 게시물을 숨겼습니다.${because(data)}`,
  'content.restored': (_, data) => `숨겨졌던 회원님의 게시물이 다시 공개되었습니다.${because(data)}`,
  'game.joined': (who, data) => `${who}님이 ${named(data, '경기')}에 참가합니다.`,
  'game.entered': (who, data) =>
    `${who}님이 회원님을 ${named(data, '경기')} 참가자로 넣었습니다. 뛰지 않을 경기라면 바로 빠질 수 있습니다.`,
  'game.removed': (who, data) => `${who}님이 회원님을 ${named(data, '경기')} 참가자에서 뺐습니다.`,
  'game.left': (who, data) => `${who}님이 ${named(data, '경기')} 참가를 취소했습니다.`,
  'game.promoted': (_, data) => `${named(data, '경기')} 대기가 풀려 참가가 확정되었습니다.`,
  'game.changed': (_, data) => `${named(data, '경기')} 일정이나 내용이 바뀌었습니다.`,
  'game.started': (_, data) => `${named(data, '경기')} 경기가 시작되었습니다.`,
  'game.completed': (_, data) => `${named(data, '경기')} 경기가 끝났습니다.`,
  'game.corrected': (_, data) => `${named(data, '경기')} 결과가 정정되었습니다.${because(data)}`,
  'game.cancelled': (_, data) => `${named(data, '경기')} 경기가 취소되었습니다.${because(data)}`,
  'meeting.created': (_, data) => `새 모임 ${subject(data, '일정')} 등록되었습니다.`,
  'meeting.changed': (_, data) => `모임 ${subject(data, '일정')} 바뀌었습니다.`,
  'meeting.promoted': (_, data) => `모임 ${named(data, '일정')}에 자리가 나서 참가가 확정되었습니다.`,
  'meeting.cancelled': (_, data) => `모임 ${subject(data, '일정')} 취소되었습니다.${because(data)}`,
  'chat.message': (who, data) => `${who}님이 ${named(data, '대화방')}에 메시지를 보냈습니다.`,
  'chat.mention': (who, data) => `${who}님이 ${named(data, '대화방')}에서 회원님을 언급했습니다.`,
  'account.approved': () => '가입이 승인되었습니다. 환영합니다!',
  'account.roles': () => '회원님의 권한이 변경되었습니다.',
  'account.security': (_, data) => said(data.detail) || '회원님의 계정 보안 설정이 변경되었습니다.',
  'report.received': () => '새 신고가 접수되었습니다.',
  'report.decided': (_, data) => `신고하신 내용을 처리했습니다. ${said(data.outcome_ko)}`.trim(),
  'band.disconnected': () => 'BAND 연결이 끊어졌습니다. 다시 연결해 주세요.',
};

const EN: Record<NotificationType, Line> = {
  comment: (who) => `${who} commented on your post.`,
  reply: (who) => `${who} replied to your comment.`,
  mention: (who) => `${who} mentioned you.`,
  like: (who) => `${who} likes your post.`,
  notice: (who) => `${who} posted a notice.`,
  'content.hidden': (_, data) => `Staff have hidden something you wrote.${becauseEn(data)}`,
  'content.restored': (_, data) => `Something you wrote is shown again.${becauseEn(data)}`,
  'game.joined': (who, data) => `${who} joined ${quoted(data, 'the game')}.`,
  'game.entered': (who, data) =>
    `${who} entered you for ${quoted(data, 'a game')}. If you will not play, you can leave at once.`,
  'game.removed': (who, data) => `${who} took you out of ${quoted(data, 'the game')}.`,
  'game.left': (who, data) => `${who} left ${quoted(data, 'the game')}.`,
  'game.promoted': (_, data) => `A place is free: you now play in ${quoted(data, 'the game')}.`,
  'game.changed': (_, data) => `${quoted(data, 'The game')} has changed.`,
  'game.started': (_, data) => `${quoted(data, 'The game')} has started.`,
  'game.completed': (_, data) => `${quoted(data, 'The game')} is over.`,
  'game.corrected': (_, data) => `The result of ${quoted(data, 'the game')} was corrected.${becauseEn(data)}`,
  'game.cancelled': (_, data) => `${quoted(data, 'The game')} was cancelled.${becauseEn(data)}`,
  'meeting.created': (_, data) => `There is a new meeting: ${quoted(data, 'see the calendar')}.`,
  'meeting.changed': (_, data) => `The meeting ${quoted(data, '')} has changed.`.replace('  ', ' '),
  'meeting.promoted': (_, data) => `A place is free: you now come to ${quoted(data, 'the meeting')}.`,
  'meeting.cancelled': (_, data) =>
    `The meeting ${quoted(data, '')} was cancelled.${becauseEn(data)}`.replace('  ', ' '),
  'chat.message': (who, data) => `${who} wrote in ${quoted(data, 'a chat')}.`,
  'chat.mention': (who, data) => `${who} mentioned you in ${quoted(data, 'a chat')}.`,
  'account.approved': () => 'Your membership was approved. Welcome!',
  'account.roles': () => 'Your permissions have changed.',
  'account.security': (_, data) => said(data.detail_en) || 'The security settings of your account have changed.',
  'report.received': () => 'There is a new report.',
  'report.decided': (_, data) => `Your report was dealt with. ${said(data.outcome_en)}`.trim(),
  'band.disconnected': () => 'The connection to BAND is lost. Please connect again.',
};

const LINES: Record<Language, Record<NotificationType, Line>> = { ko: KO, en: EN };
const SOMEBODY: Record<Language, string> = { ko: '회원', en: 'A member' };

/** One line that tells a member what happened. @param who the name of who caused it, empty where nobody did */
export function notificationText(
  type: NotificationType,
  data: NotificationData,
  who: string,
  language: Language,
): string {
  return LINES[language][type](who || SOMEBODY[language], data);
}

/** One line for several notifications at once. @param first the line of the newest */
export function digestText(count: number, first: string, language: Language): string {
  if (count === 1) return first;
  return language === 'ko' ? `${first} 외 ${count - 1}개의 알림` : `${first} And ${count - 1} more.`;
}
