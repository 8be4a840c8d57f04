import { escapeHtml } from '../club/rich-text';
import type { Member } from '../club/club.types';

const ROLE_NAMES = { leader: '리더', coleader: '공동리더', member: '멤버' } as const;

interface Consent {
  bandName: string;
  clientId: string;
  /** The request's own parameters, which the form sends again with the answer. */
  request: Record<string, string>;
  members: readonly Member[];
  outsiders: readonly Member[];
}

/** The page where a developer picks who is signing in and allows or refuses the app. */
export function consentPage({ bandName, clientId, request, members, outsiders }: Consent): string {
  const hidden = Object.entries(request).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const option = (user: Member, label: string): string =>
    `<option value="${escapeHtml(user.userKey)}">${escapeHtml(user.name)} · ${label}</option>`;
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>BAND 로그인 (개발용)</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f5f4; color: #222; font: 16px/1.6 system-ui, sans-serif; }
  main { background: #fff; border-radius: 12px; padding: 32px; width: min(360px, 88vw); box-shadow: 0 2px 12px #0002; }
  h1 { font-size: 20px; margin: 0 0 8px; }
  label { display: block; margin: 20px 0 6px; font-weight: 600; }
  select, button { width: 100%; box-sizing: border-box; padding: 12px; font: inherit; border-radius: 8px; border: 1px solid #ccc; background: #fff; }
  button { margin-top: 12px; cursor: pointer; }
  button.allow { background: #0a8a3c; border-color: #0a8a3c; color: #fff; font-weight: 600; }
  small { color: #666; }
</style>
</head>
<body>
<main>
  <h1>${escapeHtml(bandName)} 계정으로 로그인</h1>
  <p><strong>${escapeHtml(clientId)}</strong> 앱이 프로필과 밴드의 글, 사진을 보려고 합니다.</p>
  <form method="get" action="/oauth2/authorize">
    ${hidden.join('\n    ')}
    <label for="login_as">누구로 로그인할까요?</label>
    <select id="login_as" name="login_as">
      <optgroup label="멤버">${members.map((member) => option(member, ROLE_NAMES[member.role])).join('')}</optgroup>
      <optgroup label="멤버가 아닌 사람">${outsiders.map((user) => option(user, '밴드 밖')).join('')}</optgroup>
    </select>
    <button class="allow" type="submit">동의하고 계속하기</button>
    <button type="submit" name="deny" value="1">거부</button>
  </form>
  <p><small>개발용 에뮬레이터입니다. 실제 BAND가 아닙니다.</small></p>
</main>
</body>
</html>
`;
}
