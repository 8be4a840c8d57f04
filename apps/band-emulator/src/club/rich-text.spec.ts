import { parseRichText, renderRichText } from './rich-text';

describe('rich text', () => {
  it('escapes what people write and not the tags of BAND', () => {
    const html = renderRichText([
      { type: 'text', text: `<공지> A & B "좋아" '네' ` },
      { type: 'mention', userKey: 'AAkey', name: '김<민>수' },
      { type: 'attachment', kind: 'photo', id: 'AA1' },
    ]);
    expect(html).toBe(
      '&lt;공지&gt; A &amp; B &quot;좋아&quot; &#39;네&#39; <band:refer user_key="AAkey">김&lt;민&gt;수</band:refer><band:attachment type="photo" id="AA1"/>',
    );
  });

  it('makes mentions of @[user_key] and leaves unknown keys as text', () => {
    const parts = parseRichText('@[AAa] 와 @[AAb]', (key) => (key === 'AAa' ? '김민수' : undefined));
    expect(parts).toEqual([
      { type: 'mention', userKey: 'AAa', name: '김민수' },
      { type: 'text', text: ' 와 @[AAb]' },
    ]);
  });
});
