import { BadRequestException, Injectable } from '@nestjs/common';
import { Club } from '../club/club';
import type { Member } from '../club/club.types';
import { Tokens } from '../oauth/tokens';
import type { FaultsDto } from './dto/faults.dto';
import { type ActiveFault, Faults } from './faults';
import { Settings } from './settings';

export interface FaultsAnswer {
  state_echo: boolean;
  token_seconds: number | null;
  faults: object[];
}

@Injectable()
export class ControlService {
  constructor(
    private readonly club: Club,
    private readonly faults: Faults,
    private readonly settings: Settings,
    private readonly tokens: Tokens,
  ) {}

  members(): { band_key: string; members: object[]; outsiders: object[] } {
    const { members, bandKey } = this.club;
    return {
      band_key: bandKey,
      members: members.list().map(memberShape),
      outsiders: members.listOutsiders().map(memberShape),
    };
  }

  /** @throws BadRequestException for a fault of somebody who is nobody: it would hit nothing */
  setFaults(order: FaultsDto): FaultsAnswer {
    const { members } = this.club;
    const nobody = order.faults?.find(({ user_key: key }) => key !== undefined && !members.anyone(key));
    if (nobody) throw new BadRequestException(`No such member: ${nobody.user_key}`);
    if (order.reset) this.resetFaults();
    if (order.state_echo !== undefined) this.settings.stateEcho = order.state_echo;
    if (order.token_seconds !== undefined) this.settings.tokenSeconds = order.token_seconds;
    if (order.revoke_tokens) this.tokens.revokeAll();
    for (const fault of order.faults ?? []) this.faults.add(fault.toOrder());
    return this.currentFaults();
  }

  resetFaults(): FaultsAnswer {
    this.faults.reset();
    this.settings.reset();
    return this.currentFaults();
  }

  currentFaults(): FaultsAnswer {
    return {
      state_echo: this.settings.stateEcho,
      token_seconds: this.settings.tokenSeconds ?? null,
      faults: this.faults.list().map(faultShape),
    };
  }
}

function memberShape({ userKey, name, role, description }: Member): object {
  return { user_key: userKey, name, role, description };
}

function faultShape(fault: ActiveFault): object {
  return {
    id: fault.id,
    kind: fault.kind,
    endpoint: fault.endpoint,
    user_key: fault.userKey,
    delay_ms: fault.delayMs,
    when: fault.when,
    window_ms: fault.windowMs,
    passing: fault.passing,
    remaining: fault.remaining,
    hits: fault.hits,
  };
}
