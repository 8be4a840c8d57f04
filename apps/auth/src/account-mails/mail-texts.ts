import type { Language } from '@dongbaejul/contracts';

/** What a mail says; the link stands between the two paragraphs. */
interface Text {
  subject: string;
  before: string;
  after: string;
}

export type LinkMail = 'verify-email' | 'reset-password' | 'link-email';
export type Notice =
  | 'password-changed'
  | 'password-reset'
  | 'email-changed'
  | 'email-unlinked'
  | 'band-linked'
  | 'band-unlinked'
  | 'second-factor-on'
  | 'second-factor-off';

const LINKS: Record<LinkMail, Record<Language, Text>> = {
  'verify-email': {
    ko: {
      subject: '[동배즐] 이메일 주소를 인증해 주세요',
      before: '동배즐에 가입해 주셔서 고맙습니다. 아래 링크를 열면 이메일 주소가 인증됩니다.',
      after: '링크는 24시간 동안 한 번만 쓸 수 있습니다. 가입한 적이 없다면 이 메일을 무시해 주세요.',
    },
    en: {
      subject: '[Dongbaejul] Please verify your e-mail address',
      before: 'Thank you for joining Dongbaejul. Open this link to verify your e-mail address.',
      after: 'The link works once, within 24 hours. If you did not sign up, please ignore this mail.',
    },
  },
  'link-email': {
    ko: {
      subject: '[동배즐] 이메일 주소 연결',
      before: '이 주소를 동배즐 계정에 연결하려면 아래 링크를 열어 주세요.',
      after: '링크는 24시간 동안 한 번만 쓸 수 있습니다. 요청한 적이 없다면 이 메일을 무시해 주세요.',
    },
    en: {
      subject: '[Dongbaejul] Link this e-mail address',
      before: 'Open this link to use this address with your Dongbaejul account.',
      after: 'The link works once, within 24 hours. If you did not ask for it, please ignore this mail.',
    },
  },
  'reset-password': {
    ko: {
      subject: '[동배즐] 비밀번호 재설정',
      before: '새 비밀번호를 정하려면 아래 링크를 열어 주세요.',
      after:
        '링크는 30분 동안 한 번만 쓸 수 있습니다. 요청한 적이 없다면 비밀번호는 그대로이니 이 메일을 무시해 주세요.',
    },
    en: {
      subject: '[Dongbaejul] Set a new password',
      before: 'Open this link to set a new password.',
      after: 'The link works once, within 30 minutes. If you did not ask for it, your password stays as it is.',
    },
  },
};

const NOTICES: Record<Notice, Record<Language, string>> = {
  'password-changed': { ko: '비밀번호가 변경되었습니다.', en: 'Your password was changed.' },
  'password-reset': { ko: '비밀번호가 재설정되었습니다.', en: 'Your password was reset.' },
  'email-changed': {
    ko: '계정의 이메일 주소가 변경되었습니다.',
    en: 'The e-mail address of your account was changed.',
  },
  'email-unlinked': { ko: '이메일 로그인이 해제되었습니다.', en: 'Sign-in by e-mail was unlinked from your account.' },
  'band-linked': { ko: 'BAND 로그인이 연결되었습니다.', en: 'Sign-in by BAND was linked to your account.' },
  'band-unlinked': { ko: 'BAND 로그인이 해제되었습니다.', en: 'Sign-in by BAND was unlinked from your account.' },
  'second-factor-on': { ko: '2단계 인증이 켜졌습니다.', en: 'Two-step sign-in was turned on.' },
  'second-factor-off': { ko: '2단계 인증이 꺼졌습니다.', en: 'Two-step sign-in was turned off.' },
};

const NOT_YOU: Record<Language, string> = {
  ko: '본인이 한 일이 아니라면 바로 비밀번호를 재설정하고 운영진에게 알려 주세요.',
  en: 'If this was not you, reset your password at once and tell the staff.',
};

type Written = { subject: string; text: string };

/** @param link opens the app; the token stands in it, and again alone for who has to type it */
export function linkMail(kind: LinkMail, language: Language, link: string): Written {
  const { subject, before, after } = LINKS[kind][language];
  return { subject, text: `${before}\n\n${link}\n\n${after}\n` };
}

export function noticeMail(notice: Notice, language: Language): Written {
  const what = NOTICES[notice][language];
  const club = language === 'ko' ? '동배즐' : 'Dongbaejul';
  return { subject: `[${club}] ${what}`, text: `${what}\n\n${NOT_YOU[language]}\n` };
}

/** To a stranger, whose language nobody knows: in both. */
export function invitationMail(link: string, expiresAt: Date): Written {
  const until = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul', dateStyle: 'short', timeStyle: 'short' });
  const day = until.format(expiresAt);
  const ko = `동배즐 배드민턴 클럽에 초대합니다. 아래 링크를 열어 이 이메일 주소로 가입하면 승인을 기다리지 않고 바로 회원이 됩니다. (${day}까지, 한 번)`;
  const en = `You are invited to the Dongbaejul badminton club. Open the link and sign up with this address: you are a member at once. (Until ${day} KST, once.)`;
  return { subject: '[동배즐] 클럽에 초대합니다', text: `${ko}\n\n${link}\n\n${en}\n` };
}

export const isNotice = (text: string | undefined): text is Notice => text !== undefined && text in NOTICES;
