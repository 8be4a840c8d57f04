import type { Member } from './club.types';
import { fill } from './korean';
import type { Random } from './random';
import type { TextPart } from './rich-text';
import { addDays, koreanDate, nextWeekend } from './time-line';
import { SLOTS } from './vocabulary/slots';

/** Turns templates into one text: a slot keeps its word for the whole text, `{@}` mentions another member each time. */
export class TextWriter {
  private readonly words = new Map<string, string>();
  private readonly mentioned = new Set<string>();
  private readonly parts: TextPart[] = [];

  constructor(
    private readonly random: Random,
    private readonly time: number,
    private readonly someone: () => Member,
    authorKey: string,
  ) {
    this.mentioned.add(authorKey);
  }

  add(template: string): this {
    const [first = '', ...rest] = template.split('{@}');
    this.addText(this.filled(first));
    for (const piece of rest) {
      this.addMention();
      this.addText(this.filled(piece));
    }
    return this;
  }

  addAttachment(kind: 'photo' | 'video', id: string): this {
    this.parts.push({ type: 'attachment', kind, id });
    return this;
  }

  result(): TextPart[] {
    return this.parts;
  }

  private filled(template: string): string {
    return fill(template, (name) => this.wordFor(name));
  }

  private wordFor(slot: string): string {
    let word = this.words.get(slot);
    if (word === undefined) {
      word = this.choose(slot);
      this.words.set(slot, word);
    }
    return word;
  }

  private choose(slot: string): string {
    if (slot === 'weekend') return koreanDate(nextWeekend(this.time, this.random.int(2, 9)));
    if (slot === 'soon') return koreanDate(addDays(this.time, this.random.int(1, 5)));
    return this.random.pick(SLOTS[slot] ?? [slot]);
  }

  private addMention(): void {
    let member = this.someone();
    // A few tries are enough: a small club may have nobody left to mention.
    for (let tries = 0; tries < 5 && this.mentioned.has(member.userKey); tries += 1) member = this.someone();
    this.mentioned.add(member.userKey);
    this.parts.push({ type: 'mention', userKey: member.userKey, name: member.mentionedAs });
  }

  private addText(text: string): void {
    const last = this.parts.at(-1);
    if (last?.type === 'text') last.text += text;
    else if (text !== '') this.parts.push({ type: 'text', text });
  }
}
