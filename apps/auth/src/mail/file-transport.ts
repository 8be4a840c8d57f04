import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MailTransport, QueuedMail } from './mail-transport';

/** A folder that a developer reads (`npm run mail`) in place of a mail server. One file a mail, named by its time. */
export class FileTransport extends MailTransport {
  constructor(private readonly folder: string) {
    super();
  }

  async send({ to, subject, text }: QueuedMail): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}.txt`;
    // Whoever looks for `*.txt` must not find a draft, which is gone a moment later.
    const draft = path.join(this.folder, `.${name}.draft`);
    await writeFile(draft, `To: ${to}\nSubject: ${subject}\n\n${text}`, { mode: 0o600 });
    // Whoever watches the folder sees whole mails only.
    await rename(draft, path.join(this.folder, name));
  }
}
