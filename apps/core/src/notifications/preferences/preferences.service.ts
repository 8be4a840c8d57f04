import { CRITICAL_NOTIFICATIONS } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent, invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { PushTransports } from '../push/push-transports';
import { NotificationPreferencesAnswer, preferencesDto, UpdateNotificationPreferencesDto } from './dto/preferences.dto';
import { PreferencesRepository } from './preferences.repository';
import { Preferences, withSwitches } from './preferences.schema';

@Injectable()
export class PreferencesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly preferences: PreferencesRepository,
    private readonly transports: PushTransports,
  ) {}

  async of(memberId: string): Promise<NotificationPreferencesAnswer> {
    return this.answer(await this.preferences.find(memberId));
  }

  /** @param expected the version that the client believes to edit; undefined: the last write wins */
  async update(
    memberId: string,
    changes: UpdateNotificationPreferencesDto,
    expected: number | undefined,
  ): Promise<NotificationPreferencesAnswer> {
    assertMayBeSwitched(changes);
    const saved = await this.transactions.run(
      async (session) => {
        const before = await this.preferences.find(memberId, session);
        assertCurrent(expected, before.version);
        const after = changed(before, changes);
        await this.preferences.save(session, after);
        return after;
      },
      { aggregate: `preferences:${memberId}` },
    );
    return this.answer(saved);
  }

  private answer(row: Preferences): NotificationPreferencesAnswer {
    const available = ['live' as const, ...this.transports.available];
    return {
      preferences: preferencesDto(row),
      channels: { available, web_push_public_key: this.transports.webPushPublicKey },
    };
  }
}

/** @throws INVALID_INPUT where something is switched off that always comes */
function assertMayBeSwitched(changes: UpdateNotificationPreferencesDto): void {
  const locked = changes.types?.find(
    ({ type, channels }) => CRITICAL_NOTIFICATIONS.includes(type) && Object.values(channels).includes(false),
  );
  if (locked)
    throw invalidField('types', `${locked.type} 알림은 끌 수 없습니다.`, `${locked.type} cannot be switched off`);
}

/** @throws INVALID_INPUT for quiet hours without an end */
function changed(before: Preferences, changes: UpdateNotificationPreferencesDto): Preferences {
  const quiet_hours = { ...before.quiet_hours, ...given(changes.quiet_hours) };
  if (quiet_hours.start === quiet_hours.end) {
    throw invalidField('quiet_hours.end', '시작과 끝이 같을 수 없습니다.', 'must differ from start');
  }
  return {
    ...before,
    off: withSwitches(before.off, changes.types ?? []),
    quiet_hours,
    digest: { ...before.digest, ...given(changes.digest) },
    language: changes.language ?? before.language,
    version: before.version + 1,
  };
}

/** The fields that were sent. */
const given = <T extends object>(fields: T | undefined): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never;
