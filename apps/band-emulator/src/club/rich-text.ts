/** What a post or comment says: plain text with mentions and places for pictures. */
export type TextPart =
  | { type: 'text'; text: string }
  | { type: 'mention'; userKey: string; name: string }
  | { type: 'attachment'; kind: 'photo' | 'video'; id: string };

export type RichText = readonly TextPart[];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** The text as BAND's API writes it: escaped, with its own tags for mentions and attachments. */
export function renderRichText(parts: RichText): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return escapeHtml(part.text);
      if (part.type === 'mention') {
        return `<band:refer user_key="${escapeHtml(part.userKey)}">${escapeHtml(part.name)}</band:refer>`;
      }
      return `<band:attachment type="${part.kind}" id="${escapeHtml(part.id)}"/>`;
    })
    .join('');
}

/**
 * Reads text written for the emulator's own endpoints, where `@[user_key]` mentions a member.
 * @param nameOf the member's name, or undefined for nobody (the text then stays as it is)
 */
export function parseRichText(source: string, nameOf: (userKey: string) => string | undefined): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of source.matchAll(/@\[([A-Za-z0-9_-]+)\]/g)) {
    const userKey = match[1] ?? '';
    const name = nameOf(userKey);
    if (name === undefined) continue;
    if (match.index > from) parts.push({ type: 'text', text: source.slice(from, match.index) });
    parts.push({ type: 'mention', userKey, name });
    from = match.index + match[0].length;
  }
  if (from < source.length) parts.push({ type: 'text', text: source.slice(from) });
  return parts;
}
