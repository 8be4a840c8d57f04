import { BAND_DRAFT_KINDS, type BandDraft, type BandDraftKind, type BandDraftRequest } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { IsIn, IsMongoId } from 'class-validator';
import { MakeBandDraft } from './band-draft';

class BandDraftRequestDto implements BandDraftRequest {
  @IsIn(BAND_DRAFT_KINDS)
  kind: BandDraftKind;

  @IsMongoId()
  id: string;
}

@Controller()
export class BandDraftAsksController {
  constructor(private readonly drafts: MakeBandDraft) {}

  @AskHandler('core.band-draft.make', BandDraftRequestDto)
  make(request: BandDraftRequestDto): Promise<BandDraft> {
    return this.drafts.run(request);
  }
}
