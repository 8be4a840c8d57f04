import { cameToNothing, statusAfter } from './decision-rules';
import type { CaseStatus, Decision, Evidence } from './report-case.schema';

const evidence: Evidence = {
  author_id: 'author',
  author_name: '',
  title: '',
  content: '',
  post_id: null,
  context: null,
};
const decide = (status: CaseStatus, decision: Decision, type: 'post' | 'member' = 'post', by = 'staff'): string => {
  try {
    return statusAfter({ status, target_type: type, target_id: 'target', evidence }, decision, by);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('what staff may decide about a report', () => {
  it('answers what is open by hiding or dismissing, once', () => {
    expect(decide('open', 'hide')).toBe('hidden');
    expect(decide('open', 'dismiss')).toBe('dismissed');
    for (const decided of ['hidden', 'dismissed', 'restored'] as const) {
      expect(decide(decided, 'hide')).toBe('REPORT_ALREADY_DECIDED');
      expect(decide(decided, 'dismiss')).toBe('REPORT_ALREADY_DECIDED');
    }
  });

  it('restores only what is hidden', () => {
    expect(decide('hidden', 'restore')).toBe('restored');
    for (const status of ['open', 'dismissed', 'restored'] as const) {
      expect(decide(status, 'restore')).toBe('REPORT_NOTHING_TO_RESTORE');
    }
  });

  it('hides no member', () => {
    expect(decide('open', 'hide', 'member')).toBe('REPORT_MEMBER_NOT_HIDEABLE');
    expect(decide('open', 'dismiss', 'member')).toBe('dismissed');
  });

  it('is kept where something was ever hidden', () => {
    expect(cameToNothing('dismissed', [{ decision: 'dismiss' }])).toBe(true);
    expect(cameToNothing('dismissed', [{ decision: 'hide' }, { decision: 'restore' }])).toBe(false);
    expect(cameToNothing('hidden', [])).toBe(false);
  });

  it('is not for whom it is about', () => {
    expect(decide('open', 'dismiss', 'post', 'author')).toBe('REPORT_ABOUT_ONESELF');
    expect(decide('open', 'dismiss', 'member', 'target')).toBe('REPORT_ABOUT_ONESELF');
    expect(decide('open', 'dismiss', 'member', 'author')).toBe('REPORT_ABOUT_ONESELF');
  });
});
