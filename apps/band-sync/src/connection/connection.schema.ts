import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

export type ConnectionState = 'connected' | 'reconnect_needed';

/** Whose BAND account the sync reads with. One per club; `_id` is the club's id. */
@Schema({ collection: 'band_connections', versionKey: false })
export class BandConnection {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  state: ConnectionState;

  /** Sealed by SecretBox: access and refresh token as JSON. */
  @Prop({ type: String, required: true })
  secret: string;

  @Prop({ type: String, required: true })
  user_key: string;

  @Prop({ type: String, required: true })
  account_name: string;

  /** Whether BAND lets the account write posts; null, or absent in older rows, where it did not say. */
  @Prop({ type: Boolean, default: null })
  may_post?: boolean | null;

  @Prop({ type: String, required: true })
  band_name: string;

  @Prop({ type: String, default: '' })
  scope: string;

  @Prop({ type: Date, required: true })
  expires_at: Date;

  /** Until then one process asks BAND for new tokens in place of these; absent when none does. */
  @Prop({ type: Date })
  renewal_until?: Date;

  @Prop({ type: Date, required: true })
  connected_at: Date;

  /** Account id of who connected it; null for the development shortcut. */
  @Prop({ type: String, default: null })
  connected_by: string | null;
}

/** A connection attempt between the start and BAND's answer. `_id` is the nonce. */
@Schema({ collection: 'band_connection_attempts', versionKey: false })
export class ConnectionAttempt {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  user_id: string;

  @Prop({ type: Date, required: true })
  expires_at: Date;
}

export const BandConnectionSchema = SchemaFactory.createForClass(BandConnection);
export const ConnectionAttemptSchema = SchemaFactory.createForClass(ConnectionAttempt);
