import { plainText, unescapeHtml } from './rich-text';

describe('BAND’s text', () => {
  it('is unescaped once', () => {
    expect(unescapeHtml('a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#x27; &#128512;')).toBe(`a <b> & "c" 'd' 😀`);
    expect(unescapeHtml('&amp;lt;')).toBe('&lt;');
    expect(unescapeHtml('&unknown; &#99999999; & 1 &')).toBe('&unknown; &#99999999; & 1 &');
  });

  it('names whom it mentions, each once', () => {
    const source =
      '<band:refer user_key="k1">김&amp;철수</band:refer>님, <band:refer user_key="k1">김&amp;철수</band:refer>!';
    expect(plainText(source)).toEqual({
      text: '@김&철수님, @김&철수!',
      mentions: [{ userKey: 'k1', name: '김&철수' }],
      attachments: [],
    });
  });

  it('loses attachment tags and says what they placed', () => {
    const { text, attachments } = plainText(
      '사진\n<band:attachment type="photo" id="p1"/><band:attachment type="video" id="v1" />',
    );
    expect(text).toBe('사진');
    expect(attachments).toEqual([
      { type: 'photo', id: 'p1' },
      { type: 'video', id: 'v1' },
    ]);
  });

  it('keeps what somebody typed that looks like a tag', () => {
    expect(plainText('&lt;band:refer user_key=&quot;x&quot;&gt;나&lt;/band:refer&gt;').text).toBe(
      '<band:refer user_key="x">나</band:refer>',
    );
    expect(plainText('<band:hashtag>#번개</band:hashtag> 1 < 2').text).toBe('#번개 1 < 2');
  });

  it('is readable: composed, well-formed, without control characters', () => {
    expect(plainText('\u1112\u1161\u11ab\u0000\r\n\ud800').text).toBe('한\n\ufffd');
  });
});
