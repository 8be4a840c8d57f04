// The plainer thing beside a sync: the same calls to BAND, as many at a time, and nothing done with the answers.
const WIDTH = 4;
const POSTS = 50;
const PAGE = 100;

/** @returns `{ ms, calls }` for reading the whole club once */
export async function readClub(url, { BAND_CLIENT_ID: id, BAND_CLIENT_SECRET: secret }) {
  const { members, band_key } = await (await fetch(`${url}/emulator/members`)).json();
  const access_token = await signIn(url, id, secret, members[0].user_key);
  let calls = 0;
  const ask = async (path, params) => {
    calls += 1;
    const query = new URLSearchParams({ ...params, access_token, band_key, locale: 'ko_KR' });
    const { result_code, result_data } = await (await fetch(`${url}${path}?${query}`)).json();
    if (result_code !== 1) throw new Error(`BAND answered ${path} with ${result_code}`);
    return result_data;
  };
  async function* pages(path, params) {
    for (let next = params; next;) {
      const { items, paging } = await ask(path, next);
      yield items;
      next = paging.next_params && { ...paging.next_params, ...params };
    }
  }
  const readAll = async (path, params) => {
    const all = [];
    for await (const items of pages(path, { limit: PAGE, ...params })) all.push(...items);
    return all;
  };
  const begun = performance.now();
  for await (const posts of pages('/v2/band/posts', { limit: POSTS })) {
    const spoken = posts.filter(({ comment_count }) => comment_count > 0);
    const lane = async () => {
      for (let post = spoken.pop(); post; post = spoken.pop()) {
        await readAll('/v2/band/post/comments', { post_key: post.post_key, sort: '+created_at' });
      }
    };
    await Promise.all(Array.from({ length: WIDTH }, lane));
  }
  for (const { photo_album_key } of await readAll('/v2/band/albums', {})) {
    await readAll('/v2/band/album/photos', { photo_album_key });
  }
  return { ms: performance.now() - begun, calls };
}

async function signIn(url, id, secret, userKey) {
  const redirect_uri = 'http://localhost/cb';
  const page = new URLSearchParams({ client_id: id, response_type: 'code', redirect_uri, login_as: userKey });
  const agreed = await fetch(`${url}/oauth2/authorize?${page}`, { redirect: 'manual' });
  const code = new URL(agreed.headers.get('location')).searchParams.get('code');
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const grant = new URLSearchParams({ grant_type: 'authorization_code', code });
  const tokens = await fetch(`${url}/oauth2/token?${grant}`, { headers: { authorization } });
  return (await tokens.json()).access_token;
}
