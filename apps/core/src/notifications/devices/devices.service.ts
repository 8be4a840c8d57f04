import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { CoreConfig } from '../../config';
import { PushTransports } from '../push/push-transports';
import { DeviceErrors } from './devices.errors';
import { DevicesRepository } from './devices.repository';
import { addressOf, DeviceDto, deviceDto, RegisterDeviceDto } from './dto/device.dto';
import { isPushEndpoint } from './push-endpoint';

/** More are not owned but left behind: the one not seen for longest gives way. */
const MOST_DEVICES = 20;

@Injectable()
export class DevicesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly devices: DevicesRepository,
    private readonly transports: PushTransports,
    private readonly config: CoreConfig,
  ) {}

  async list(memberId: string): Promise<DeviceDto[]> {
    return (await this.devices.of(memberId)).map(deviceDto);
  }

  /** Safe to repeat: the same address is one device, of whoever registered it last. */
  async register(memberId: string, wanted: RegisterDeviceDto): Promise<DeviceDto> {
    if (!this.transports.available.includes(wanted.kind)) throw DeviceErrors.PUSH_NOT_CONFIGURED();
    const address = addressOf(wanted);
    if (wanted.kind === 'web_push' && !isPushEndpoint(address, this.config.WEB_PUSH_HOSTS)) {
      throw DeviceErrors.PUSH_ENDPOINT_REFUSED();
    }
    const id = await this.transactions.run(
      async (session) => {
        const saved = await this.save(session, memberId, { ...wanted, address });
        await this.makeRoom(session, memberId);
        return String(saved);
      },
      { aggregate: `device:${address}` },
    );
    const device = await this.devices.find(new Types.ObjectId(id));
    if (!device) throw DeviceErrors.DEVICE_NOT_FOUND();
    return deviceDto(device);
  }

  /** @throws DEVICE_NOT_FOUND for a device that is not this member's */
  async forget(memberId: string, device: { id: string } | { address: string }): Promise<void> {
    if (!(await this.devices.dropOwn(memberId, device))) throw DeviceErrors.DEVICE_NOT_FOUND();
  }

  private async save(
    session: ClientSession,
    memberId: string,
    { kind, address, keys, name }: RegisterDeviceDto & { address: string },
  ): Promise<Types.ObjectId> {
    const known = await this.devices.findByAddress(session, { kind, address });
    const now = new Date();
    const fields = { member_id: memberId, seen_at: now, ...(keys && { keys }), ...(name && { name }) };
    // Of a device that was another member's, nothing that they called it is this one's to read.
    const fresh = { name: '', created_at: now, ...fields };
    if (known) {
      await this.devices.set(session, known._id, known.member_id === memberId ? fields : fresh);
      return known._id;
    }
    const _id = new Types.ObjectId();
    await this.devices.insert(session, { _id, kind, address, ...fresh });
    return _id;
  }

  private async makeRoom(session: ClientSession, memberId: string): Promise<void> {
    const surplus = (await this.devices.of(memberId, session)).slice(MOST_DEVICES);
    if (surplus.length > 0)
      await this.devices.drop(
        session,
        surplus.map(({ _id }) => _id),
      );
  }
}
