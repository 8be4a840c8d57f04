import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileTransport } from '../src/mail/file-transport';

describe('FileTransport', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mails-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('shows whole mails only to who looks for text files, at any moment', async () => {
    const seen = new Set<string>();
    const watcher = watch(folder, (_event, name) => void (name?.endsWith('.txt') && seen.add(name)));
    const transport = new FileTransport(folder);
    const mails = Array.from({ length: 20 }, (_, i) => ({
      to: 'a@club.test',
      id: String(i),
      subject: `메일 ${i}`,
      text: '본문',
    }));
    await Promise.all(mails.map((mail) => transport.send(mail)));
    await new Promise((resolve) => setImmediate(resolve));
    watcher.close();
    const files = readdirSync(folder);
    expect(files).toHaveLength(20);
    expect([...seen].filter((name) => !files.includes(name))).toEqual([]);
    for (const name of files) {
      expect(readFileSync(path.join(folder, name), 'utf8')).toMatch(/^To: a@club\.test\nSubject: 메일 \d+\n\n본문$/);
    }
  });
});
