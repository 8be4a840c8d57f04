/** A mail as it goes out. Plain text: nothing to render, nothing to track. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** A mail with the id of its row, which stays the same at each try. */
export interface QueuedMail extends Mail {
  id: string;
}

/** The longest that delivering one mail takes, all of it; then it is given up, to be tried again. */
export const DELIVERY_WITHIN_MS = 30_000;

/** Whoever delivers mail. Which one it is says MAIL_URL. */
export abstract class MailTransport {
  /** @throws when it was not accepted within DELIVERY_WITHIN_MS; it is then tried again later */
  abstract send(mail: QueuedMail): Promise<void>;
  close(): void {
    // Nothing is open by default.
  }
}
