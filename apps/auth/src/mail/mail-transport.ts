/** A mail as it goes out. Plain text: nothing to render, nothing to track. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Whoever delivers mail. Which one it is says MAIL_URL. */
export abstract class MailTransport {
  /** @throws when it was not accepted; it is then tried again later */
  abstract send(mail: Mail): Promise<void>;
  close(): void {
    // Nothing is open by default.
  }
}
