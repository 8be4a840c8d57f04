import { BaseConfig, EnvList } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsString, IsUrl, Matches, MinLength, ValidateIf } from 'class-validator';

/** Variables that make sense together only: each is needed as soon as one of them is set. */
const Together = (...names: (keyof PushConfig)[]): PropertyDecorator =>
  applyDecorators(
    ValidateIf((config: PushConfig) => names.some((name) => config[name] !== undefined)),
    MinLength(1),
    IsString(),
  );

const VAPID = ['VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] as const;
const FCM = ['FCM_PROJECT_ID', 'FCM_CLIENT_EMAIL', 'FCM_PRIVATE_KEY'] as const;
const APNS = ['APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC', 'APNS_PRIVATE_KEY'] as const;

const WEB_ADDRESS = { protocols: ['https', 'http'], require_tld: false, require_protocol: true };

/** How devices are reached. A way whose keys are not set is switched off, and devices of its kind are refused. */
export abstract class PushConfig extends BaseConfig {
  /** Web push: the P-256 private key (32 bytes, base64url); the public one follows from it (RFC 8292). */
  @Together(...VAPID)
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  VAPID_PRIVATE_KEY?: string;

  /** Whom a push service may write to: `mailto:` or `https:`. */
  @Together(...VAPID)
  @Matches(/^(mailto:|https:\/\/)/)
  VAPID_SUBJECT?: string;

  /**
   * Hosts of push services; `*.` stands for any name below. Members say where to post to, so it must not be anywhere:
   * an address within our own network, for example.
   */
  @EnvList()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  WEB_PUSH_HOSTS: string[] = [
    'fcm.googleapis.com',
    'updates.push.services.mozilla.com',
    '*.notify.windows.com',
    '*.push.apple.com',
  ];

  /** Firebase: a service account's project, address and private key (PEM; `\n` may be written out). */
  @Together(...FCM)
  FCM_PROJECT_ID?: string;

  @Together(...FCM)
  FCM_CLIENT_EMAIL?: string;

  @Together(...FCM)
  FCM_PRIVATE_KEY?: string;

  @IsUrl(WEB_ADDRESS)
  FCM_API_URL: string = 'https://fcm.googleapis.com';

  @IsUrl(WEB_ADDRESS)
  FCM_TOKEN_URL: string = 'https://oauth2.googleapis.com/token';

  /** Apple: the key's id, the team, the app's bundle id, the key itself (.p8, PEM; `\n` may be written out). */
  @Together(...APNS)
  APNS_KEY_ID?: string;

  @Together(...APNS)
  APNS_TEAM_ID?: string;

  @Together(...APNS)
  APNS_TOPIC?: string;

  @Together(...APNS)
  APNS_PRIVATE_KEY?: string;

  /** `https://api.sandbox.push.apple.com` for apps that are not from the store. */
  @IsUrl(WEB_ADDRESS)
  APNS_URL: string = 'https://api.push.apple.com';
}

/** A PEM as a variable holds one. */
export const pem = (text: string): string => text.replaceAll('\\n', '\n');
