import type { BandMention } from './band.types';

export interface PlainText {
  text: string;
  mentions: BandMention[];
  /** Keys of pictures that the text itself places. */
  attachments: { type: string; id: string }[];
}

const TAG = /<band:refer\s([^>]*)>([\s\S]*?)<\/band:refer>|<band:attachment\s([^>]*?)\/?>|<\/?band:[a-z_]+[^>]*>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Undoes HTML escaping once: `&amp;lt;` is the four characters `&lt;` that someone typed. */
export function unescapeHtml(text: string): string {
  return text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** A short text (a name) as people should see it: unescaped, well-formed, NFC, on one line. */
export const plainLine = (text: string): string => readable(unescapeHtml(text)).replace(/\s+/g, ' ').trim();

/**
 * A post's or comment's text as plain text: `<band:refer>` becomes `@name` and a mention, `<band:attachment>` goes (the
 * pictures come beside the text), other tags of BAND's lose their brackets and keep what they enclose.
 */
export function plainText(source: string): PlainText {
  const mentions = new Map<string, BandMention>();
  const attachments: PlainText['attachments'] = [];
  let text = '';
  let from = 0;
  for (const match of source.matchAll(TAG)) {
    text += unescapeHtml(source.slice(from, match.index));
    from = match.index + match[0].length;
    const [, refer, shown, attachment] = match;
    if (refer !== undefined) {
      const name = plainLine(shown ?? '').replace(/^@/, '');
      const userKey = attribute(refer, 'user_key');
      if (userKey) mentions.set(userKey, { userKey, name });
      text += `@${name}`;
    } else if (attachment !== undefined) {
      attachments.push({ type: attribute(attachment, 'type'), id: attribute(attachment, 'id') });
    }
  }
  text += unescapeHtml(source.slice(from));
  return { text: readable(text).trim(), mentions: [...mentions.values()], attachments };
}

const attribute = (attributes: string, name: string): string =>
  unescapeHtml(new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`, 'i').exec(attributes)?.[1] ?? '');

const readable = (text: string): string =>
  text.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').replace(CONTROL, '');
