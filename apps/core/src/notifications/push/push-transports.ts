import { Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { CoreConfig } from '../../config';
import { pem } from '../../push-config';
import type { DeviceKind } from '../devices/device.schema';
import { ApnsTransport } from './apns.transport';
import { FcmTransport } from './fcm.transport';
import type { PushTransport } from './push-transport';
import { WebPushTransport } from './web-push.transport';

/** The ways to devices that are configured. */
@Injectable()
export class PushTransports {
  readonly webPushPublicKey: string | null;
  private readonly transports: PushTransport[];

  constructor(config: CoreConfig, shutdown: Shutdown) {
    const webPush = webPushOf(config);
    this.webPushPublicKey = webPush?.publicKey ?? null;
    this.transports = [webPush, fcmOf(config), apnsOf(config)].filter((transport) => transport !== undefined);
    shutdown.onClose('push transports', () => this.transports.forEach((transport) => transport.close()));
  }

  get available(): DeviceKind[] {
    return this.transports.map(({ kind }) => kind);
  }

  of(kind: DeviceKind): PushTransport | undefined {
    return this.transports.find((transport) => transport.kind === kind);
  }
}

const webPushOf = ({
  VAPID_PRIVATE_KEY: privateKey,
  VAPID_SUBJECT: subject,
  WEB_PUSH_HOSTS,
}: CoreConfig): WebPushTransport | undefined =>
  privateKey && subject ? new WebPushTransport({ privateKey, subject }, WEB_PUSH_HOSTS) : undefined;

function fcmOf(config: CoreConfig): FcmTransport | undefined {
  const { FCM_PROJECT_ID: projectId, FCM_CLIENT_EMAIL: clientEmail, FCM_PRIVATE_KEY: key } = config;
  if (!projectId || !clientEmail || !key) return undefined;
  const { FCM_API_URL: apiUrl, FCM_TOKEN_URL: tokenUrl } = config;
  return new FcmTransport({ projectId, clientEmail, privateKey: pem(key), apiUrl, tokenUrl });
}

function apnsOf(config: CoreConfig): ApnsTransport | undefined {
  const { APNS_KEY_ID: keyId, APNS_TEAM_ID: teamId, APNS_TOPIC: topic, APNS_PRIVATE_KEY: key } = config;
  if (!keyId || !teamId || !topic || !key) return undefined;
  return new ApnsTransport({ keyId, teamId, topic, privateKey: pem(key), url: config.APNS_URL });
}
