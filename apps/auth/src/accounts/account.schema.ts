import { AccountStatus, Language, Role } from '@dongbaejul/contracts';
import { Schema, Types } from 'mongoose';

/** What a member may keep from other members. */
export const HIDEABLE_FIELDS = ['bio', 'gender', 'grade', 'last_seen_at'] as const;
export type HideableField = (typeof HIDEABLE_FIELDS)[number];

export interface Account {
  _id: Types.ObjectId;
  username: string;
  /** NFKC and lower case; unique. */
  usernameKey: string;
  email?: string;
  emailKey?: string;
  /** When its owner proved it; null until then. */
  emailVerifiedAt: Date | null;
  /** Absent for accounts that BAND brought. */
  passwordHash?: string;
  displayName: string;
  avatar: string | null;
  bio: string;
  grade: string | null;
  gender: string | null;
  /** What the member chose outlives every sync. */
  chosen: { displayName: boolean; avatar: boolean };
  preferences: { language: Language; hiddenFields: HideableField[] };
  roles: Role[];
  status: AccountStatus;
  /** Of a blocked account: what it was, and is again once unblocked. */
  blockedFrom?: AccountStatus;
  bandUserKey?: string;
  /** Of a closed account: whom it was at BAND. A sync makes no member of them anew; who comes back has the key itself. */
  formerBandUserKey?: string;
  /** Whether this person has signed in by BAND, as opposed to being known from a sync. */
  bandLinked: boolean;
  /** The owner wants no sign-in by BAND any more. The key stays, so that a sync makes no second person of them. */
  bandUnlinkedAt?: Date;
  /** The account that goes on in its place: two turned out to be one person. */
  mergedInto?: string;
  /**
   * What the club's roster said of this member last. A grade or gender that differs from it is the member's own and
   * stays. `unclaimed`: nobody has signed in or shown up at BAND as this person yet.
   */
  roster?: { entryId: string; version: number; grade: string | null; gender: string | null; unclaimed: boolean };
  /** Grows with each change; the version of `auth.member.changed` and of If-Match. */
  version: number;
  /** Digests of addresses that a right password came from, the latest last. */
  knownAddresses: string[];
  /** Epoch ms of the latest access token; a revocation of the account lies after it, whatever the replicas' clocks. */
  lastTokenAt: number;
  /** Epoch ms; tokens from before do not hold. */
  tokensFrom: number;
  /** For the directory's search; see search-text.ts. Written and asked by, never read. */
  searchText?: string;
  searchGrams?: string[];
  displayNameKey: string;
  lastSeenAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const ACCOUNT_MODEL = 'Account';
export const ACCOUNTS_COLLECTION = 'accounts';

const text = { type: String, required: true } as const;
const optionalText = { type: String } as const;
const nullableText = { type: String, default: null } as const;

export const accountSchema = new Schema<Account>(
  {
    username: text,
    usernameKey: text,
    email: optionalText,
    emailKey: optionalText,
    emailVerifiedAt: { type: Date, default: null },
    passwordHash: optionalText,
    displayName: text,
    avatar: nullableText,
    bio: { type: String, default: '' },
    grade: nullableText,
    gender: nullableText,
    chosen: { displayName: { type: Boolean, default: false }, avatar: { type: Boolean, default: false } },
    preferences: { language: { type: String, default: 'ko' }, hiddenFields: { type: [String], default: [] } },
    roles: { type: [String], required: true },
    status: text,
    blockedFrom: optionalText,
    bandUserKey: optionalText,
    formerBandUserKey: optionalText,
    bandLinked: { type: Boolean, default: false },
    bandUnlinkedAt: { type: Date },
    mergedInto: optionalText,
    roster: {
      type: new Schema<NonNullable<Account['roster']>>(
        { entryId: text, version: Number, grade: nullableText, gender: nullableText, unclaimed: Boolean },
        { _id: false },
      ),
    },
    version: { type: Number, required: true },
    knownAddresses: { type: [String], default: [] },
    lastTokenAt: { type: Number, default: 0 },
    tokensFrom: { type: Number, default: 0 },
    searchText: { ...text, select: false },
    searchGrams: { type: [String], required: true, select: false },
    displayNameKey: text,
    lastSeenAt: { type: Date, default: null },
  },
  { collection: ACCOUNTS_COLLECTION, versionKey: false, timestamps: true },
);
