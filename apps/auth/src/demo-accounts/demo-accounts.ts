import type { Role } from '@dongbaejul/contracts';

export const DEMO_PASSWORD = 'dongbaejul-demo-1';

/** One account for each role, to try the platform with. */
export const DEMO_ACCOUNTS: readonly { username: string; displayName: string; role: Role }[] = [
  { username: 'superadmin', displayName: '최고관리', role: 'SUPERADMIN' },
  { username: 'admin', displayName: '나관리', role: 'ADMIN' },
  { username: 'operator', displayName: '오운영', role: 'OPERATOR' },
  { username: 'auditor', displayName: '감사원', role: 'AUDITOR' },
  { username: 'member', displayName: '김회원', role: 'USER' },
  { username: 'member2', displayName: '이회원', role: 'USER' },
];

export const demoEmail = (username: string): string => `${username}@dongbaejul.test`;
