import { Language, NOTIFICATION_TYPES, NotificationType } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** The ways to a member beside the inbox, which always has everything. */
export const CHANNELS = ['live', 'web_push', 'fcm', 'apns'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The club's own zone, until a member names another. */
const CLUB_ZONE = 'Asia/Seoul';

const DIGESTED: NotificationType[] = ['like', 'comment', 'notice', 'meeting.created', 'meeting.changed'];

/** How a member wants to be told. Who never said so has no row: see defaultPreferences. */
@Schema({ collection: 'notification_preferences', versionKey: false, _id: false })
export class Preferences {
  /** The member's id. */
  @Prop({ type: String, required: true })
  _id: string;

  /** What is switched off, as `<type>/<channel>`. */
  @Prop({ type: [String], default: [] })
  off: string[];

  @Prop({ type: Object, required: true })
  quiet_hours: { enabled: boolean; start: string; end: string; time_zone: string };

  @Prop({ type: Object, required: true })
  digest: { enabled: boolean; at: string; types: NotificationType[] };

  /** Of what reaches devices; the inbox speaks the language of each request. */
  @Prop({ type: String, required: true })
  language: Language;

  /** Counts edits, for If-Match. */
  @Prop({ type: Number, required: true })
  version: number;
}

export const PreferencesSchema = SchemaFactory.createForClass(Preferences);

export const defaultPreferences = (memberId: string): Preferences => ({
  _id: memberId,
  off: [],
  quiet_hours: { enabled: false, start: '22:00', end: '07:00', time_zone: CLUB_ZONE },
  digest: { enabled: false, at: '09:00', types: [...DIGESTED] },
  language: 'ko',
  version: 0,
});

export const switchKey = (type: NotificationType, channel: Channel): string => `${type}/${channel}`;

/** Whether a channel may tell of it. What is critical cannot be switched off. */
export const isOn = (
  preferences: Pick<Preferences, 'off'>,
  about: { type: NotificationType; critical: boolean },
  channel: Channel,
): boolean => about.critical || !preferences.off.includes(switchKey(about.type, channel));

/** The switches after some were set; in the order of the types, each once. */
export function withSwitches(
  off: readonly string[],
  changes: readonly { type: NotificationType; channels: Partial<Record<Channel, boolean>> }[],
): string[] {
  const result = new Set(off);
  for (const { type, channels } of changes) {
    for (const channel of CHANNELS) {
      if (channels[channel] === false) result.add(switchKey(type, channel));
      if (channels[channel] === true) result.delete(switchKey(type, channel));
    }
  }
  const all = NOTIFICATION_TYPES.flatMap((type) => CHANNELS.map((channel) => switchKey(type, channel)));
  return all.filter((key) => result.has(key));
}
