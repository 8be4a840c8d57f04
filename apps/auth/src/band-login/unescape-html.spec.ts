import { unescapeHtml } from './unescape-html';

describe('unescapeHtml', () => {
  it.each([
    ['김&amp;이 &lt;총무&gt;', '김&이 <총무>'],
    ['&#39;콕&#x27;', "'콕'"],
    ['&amp;lt;', '&lt;'],
    ['&unknown; & &#0; &#xd800; &#99999999;', '&unknown; & &#0; &#xd800; &#99999999;'],
  ])('reads %s as %s', (escaped, plain) => expect(unescapeHtml(escaped)).toBe(plain));
});
