import { CommonErrors, UpsertBandMembers, UpsertedBandMembers } from '@dongbaejul/contracts';
import { AskHandler, connectAsks, MessagingModule } from '@dongbaejul/messaging';
import { BaseConfig, loadConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { Controller, Module } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { randomBytes } from 'node:crypto';

class MemberDto {
  @IsString()
  @MinLength(1)
  user_key: string;

  @IsString()
  @MinLength(1)
  @MaxLength(50)
  name: string;

  @IsOptional()
  @IsString()
  profile_image_url: string | null;
}

class UpsertDto implements UpsertBandMembers {
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => MemberDto)
  members: MemberDto[];
}

/** auth's directory as far as band-sync can tell: it answers the one ask, and counts. */
export class Directory {
  readonly members = new Map<string, { id: string; name: string; image: string | null }>();
  asks = 0;
  /** When set, asks are refused as by a service that is away. */
  away = false;

  upsert({ members }: UpsertBandMembers): UpsertedBandMembers {
    this.asks += 1;
    if (this.away) throw CommonErrors.SERVICE_UNAVAILABLE();
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const ids = members.map(({ user_key, name, profile_image_url: image }) => {
      const known = this.members.get(user_key);
      if (!known) counts.created += 1;
      else if (known.name !== name || known.image !== image) counts.updated += 1;
      else counts.unchanged += 1;
      const id = known?.id ?? randomBytes(12).toString('hex');
      this.members.set(user_key, { id, name, image });
      return { user_key, member_id: id };
    });
    return { ...counts, ids };
  }
}

export async function startAuthStandIn(
  env: Record<string, string>,
): Promise<{ directory: Directory; service: RunningService }> {
  const directory = new Directory();

  @Controller()
  class Asks {
    @AskHandler('auth.band-members.upsert', UpsertDto)
    upsert(request: UpsertDto): Promise<UpsertedBandMembers> {
      return Promise.resolve().then(() => directory.upsert(request));
    }
  }

  @Module({})
  class AuthStandIn {}

  const service = await startService(
    {
      name: 'auth',
      config: BaseConfig,
      module: (config) => ({
        module: AuthStandIn,
        imports: [MessagingModule.forRoot({ service: 'auth', config, durable: false })],
        controllers: [Asks],
      }),
      setup: (app) => void connectAsks(app),
    },
    loadConfig(BaseConfig, { ...env, PORT: '0' }),
  );
  await service.ready;
  return { directory, service };
}
