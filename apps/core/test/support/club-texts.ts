/** A fixed sequence of numbers in [0, 1): the same texts in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NOUNS =
  '배드민턴 라켓 셔틀콕 콕 코트 체육관 번개 정모 회비 레슨 복식 단식 혼복 남복 여복 스매시 드롭 클리어 하이클리어 네트 서브 리시브 자강 초심 회식 신발 거트 그립 민턴장 BWF 대회 입상 우승 준우승 김민수 이서연 박지훈 최유진'.split(
    ' ',
  );
const PARTICLES = ['', '', '을', '를', '이', '가', '은', '는', '에서', '까지', '요', '이랑', '만', '도'];
const VERBS =
  '칩니다 쳤어요 가실분 구해요 모집합니다 합니당 갑니다 예약했습니다 잡았어요 끝났네요 재밌었어요 힘들었다 어땠나요 추천좀 ㄱㄱ 굿굿'.split(
    ' ',
  );
const TAILS = ['', '', '', ' ㅋㅋㅋ', ' ㅎㅎ', ' ㅠㅠ', '!!', '~', ' ^^', ' 🏸', ' ㅇㅈ', '…', ' :)', ' ㅋ', ' 👍🏻'];
const WRAPS: [string, string][] = [
  ['', ''],
  ['', ''],
  ['', ''],
  ['「', '」'],
  ['[', ']'],
  ['"', '"'],
];

/** What club members write: short, with slang, emoticons, odd spacing and typing errors. */
export class ClubTexts {
  constructor(readonly random: () => number) {}

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  title(): string {
    return this.spoilt(`${this.noun()} ${this.pick(NOUNS)} ${this.pick(VERBS)}`);
  }

  text(sentences = 1 + Math.floor(this.random() * 4)): string {
    return Array.from({ length: sentences }, () => this.sentence()).join(this.random() < 0.3 ? '\n' : ' ');
  }

  /** Something that somebody may look for. */
  query(): string {
    const kinds = [
      () => this.pick(NOUNS),
      () => this.pick(NOUNS).slice(0, 2),
      () => this.pick([...'콕정회ㅋㅠ가요a🏸']),
      () => this.pick(['ㄱㅁㅅ', 'ㅂㄷㅁㅌ', 'ㅋㅋ', 'ㅋㅋㅋ', 'ㅎㅎ', 'ㅂㄱ', 'ㅅㅌㅋ', 'ㅎ', '배드ㅁㅌ']),
      () => `${this.pick(NOUNS)} ${this.pick(NOUNS)}`,
      () => `${this.pick(VERBS)} ${this.pick(NOUNS).toLowerCase()}`,
      () => this.pick(NOUNS).split('').join(' '),
      () => this.sentence().slice(1, 6),
      () => `${this.pick(NOUNS)}, ${this.pick(VERBS)}!`,
      () => this.pick(['없는말이다', '뷁', '!!', 'ㅁㄴㅇㄹ']),
    ];
    return this.pick(kinds)();
  }

  private noun(): string {
    const [before, after] = this.pick(WRAPS);
    return before + this.pick(NOUNS) + after + this.pick(PARTICLES);
  }

  private sentence(): string {
    return this.spoilt(`${this.noun()} ${this.noun()} ${this.pick(VERBS)}${this.pick(TAILS)}`);
  }

  /** Now and then a letter is missing, doubled, or a space too many or too few. */
  private spoilt(text: string): string {
    const at = Math.floor(this.random() * text.length);
    const kind = this.random();
    if (/[\ud800-\udfff]/.test(text)) return text;
    if (kind < 0.05) return text.slice(0, at) + text.slice(at + 1);
    if (kind < 0.1) return text.slice(0, at) + text.charAt(at) + text.slice(at);
    if (kind < 0.2) return text.replaceAll(' ', '');
    if (kind < 0.25) return `${text.slice(0, at)} ${text.slice(at)}`;
    return text;
  }
}
