import { CommonErrors } from '@dongbaejul/contracts';
import { Logger } from '@nestjs/common';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);
/** libvips tells of the system's errors in words alone. */
const NO_ROOM_IN_WORDS = /No space left on device|Disk quota exceeded|Read-only file system/i;
/** Seconds. Somebody has to make room first. */
const RETRY_AFTER = 60;

const logger = new Logger('Disk');

/**
 * Runs what writes files into a folder.
 * @returns what `write` returns
 * @throws SERVICE_UNAVAILABLE where its disk takes nothing more, which is logged for whoever can make room; or whatever
 *   else `write` throws
 */
export async function writingInto<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!NO_ROOM.has(code ?? '') && !NO_ROOM_IN_WORDS.test(message)) throw error;
    logger.error({ msg: 'a folder takes no more files', folder, reason: code ?? message });
    throw CommonErrors.SERVICE_UNAVAILABLE({ retry_after: RETRY_AFTER }, { cause: error });
  }
}
