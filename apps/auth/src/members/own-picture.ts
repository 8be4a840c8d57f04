import { uploadIdIn, uploadPath } from '@dongbaejul/identity';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';

const PATIENCE_MS = 4_000;

/** An uploaded picture that a member wears. core keeps it, and lets go of the one before once it hears of the change. */
@Injectable()
export class OwnPicture {
  constructor(private readonly asks: AskClient) {}

  /**
   * Has an uploaded picture kept for the member; a picture that is elsewhere needs nothing. One that is then not worn
   * after all is let go by core.
   * @throws UPLOAD_NOT_YOURS_TO_USE, UPLOAD_NOT_A_PICTURE, SERVICE_UNAVAILABLE
   */
  async claim(memberId: string, avatar: string | null): Promise<void> {
    const id = avatar === null ? undefined : uploadIdIn(avatar);
    if (id === undefined) return;
    const request = { upload_ids: [id], owner_id: memberId, hangs_on: { type: 'member' as const, id: memberId } };
    await this.asks.ask('core.uploads.claim', request, { repeatable: true, timeoutMs: PATIENCE_MS });
  }
}

/** What an account keeps of a picture: signed addresses end, and all of one upload's mean the same picture. */
export function storedAvatar(given: string | null): string | null {
  const id = given === null ? undefined : uploadIdIn(given);
  return id === undefined ? given : uploadPath(id);
}
