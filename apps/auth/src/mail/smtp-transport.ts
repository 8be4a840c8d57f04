import { createTransport, Transporter } from 'nodemailer';
import { DELIVERY_WITHIN_MS, MailTransport, QueuedMail } from './mail-transport';

/** With a server that says nothing at all. */
const PATIENCE_MS = 10_000;

/** Of an address, with or without a name before it; a header takes it in ASCII only. */
const DOMAIN = /@([a-z0-9.-]+)>?\s*$/i;

/** A real mail server, by SMTP. `smtps://` is TLS from the start; `smtp://` upgrades where the server offers it. */
export class SmtpTransport extends MailTransport {
  private readonly transporter: Transporter;

  constructor(
    url: string,
    private readonly from: string,
    private readonly withinMs = DELIVERY_WITHIN_MS,
  ) {
    super();
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === 'smtps:';
    this.transporter = createTransport({
      host: hostname,
      port: port ? Number(port) : secure ? 465 : 587,
      secure,
      ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: PATIENCE_MS,
      // Our mails are texts of ours; none may name a file or an address to be read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, subject, text }: QueuedMail): Promise<void> {
    // A server that drips its answers never makes it wait for PATIENCE_MS.
    const signal = AbortSignal.timeout(this.withinMs);
    // As an object, an address is never parsed for more addresses.
    const recipient = { name: '', address: to };
    const messageId = messageIdOf(id, this.from);
    await this.transporter.sendMail({ messageId, from: this.from, to: recipient, subject, text, signal });
  }

  override close(): void {
    this.transporter.close();
  }
}

/** The same at each try (RFC 5322, 3.6.4): a repeat of a mail that was taken after all can be told by it. */
const messageIdOf = (id: string, from: string): string => `<${id}@${DOMAIN.exec(from)?.[1] ?? 'dongbaejul'}>`;
