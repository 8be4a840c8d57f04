import { BAND_DRAFT_KINDS, type BandDraft, type BandDraftRequest, CommonErrors } from '@dongbaejul/contracts';
import { AskHandler, connectAsks, MessagingModule } from '@dongbaejul/messaging';
import { BaseConfig, loadConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { Controller, Module } from '@nestjs/common';
import { IsIn, IsMongoId } from 'class-validator';

class DraftDto implements BandDraftRequest {
  @IsIn(BAND_DRAFT_KINDS)
  kind: BandDraftRequest['kind'];

  @IsMongoId()
  id: string;
}

/** core as far as publishing can tell: texts by the id of the post. */
export async function startCoreStandIn(
  env: Record<string, string>,
  texts: Map<string, string>,
): Promise<RunningService> {
  @Controller()
  class Asks {
    @AskHandler('core.band-draft.make', DraftDto)
    make({ id }: DraftDto): Promise<BandDraft> {
      const text = texts.get(id);
      return text === undefined ? Promise.reject(CommonErrors.NOT_FOUND()) : Promise.resolve({ text });
    }
  }

  @Module({})
  class CoreStandIn {}

  const service = await startService(
    {
      name: 'core',
      config: BaseConfig,
      module: (config) => ({
        module: CoreStandIn,
        imports: [MessagingModule.forRoot({ service: 'core', config, durable: false })],
        controllers: [Asks],
      }),
      setup: (app) => void connectAsks(app),
    },
    loadConfig(BaseConfig, { ...env, PORT: '0' }),
  );
  await service.ready;
  return service;
}
