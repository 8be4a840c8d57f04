import { type Rendition, UploadAddresses, uploadIdIn } from './upload-addresses';

let addresses: UploadAddresses | undefined;

/** Called by IdentityModule: every presenter of a process signs with the one key of the house. */
export const signShownUploadsWith = (ofProcess: UploadAddresses): void => void (addresses = ofProcess);

/**
 * A picture's address as it goes out: that of an upload signed anew, any other as it is. For plain functions that
 * present rows; what they return is shown, never stored.
 * @param stored what `uploadPath` made, or the address of a picture elsewhere
 */
export function shownUpload<T extends string | null>(stored: T, rendition: Rendition = 'thumbnail'): T {
  const id = stored === null ? undefined : uploadIdIn(stored);
  return id !== undefined && addresses ? (addresses.of(id, rendition) as T) : stored;
}
