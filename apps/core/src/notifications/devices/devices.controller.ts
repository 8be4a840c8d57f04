import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DevicesService } from './devices.service';
import { DeviceAnswer, DevicePath, DevicesAnswer, ForgetDeviceDto, RegisterDeviceDto } from './dto/device.dto';

@ApiTags('notifications')
@Members()
@Controller('notifications/devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @ApiOperation({ summary: 'My devices that are told' })
  @ApiAnswer(DevicesAnswer, { errors: [401, 403] })
  async list(@CurrentUser() who: Identity): Promise<DevicesAnswer> {
    return { devices: await this.devices.list(who.userId) };
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Be told on this device as well' })
  @ApiAnswer(DeviceAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async register(@CurrentUser() who: Identity, @Body() body: RegisterDeviceDto): Promise<DeviceAnswer> {
    return { device: await this.devices.register(who.userId, body) };
  }

  @Delete()
  @ApiOperation({ summary: 'Be told no more on a device, by its token' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404] })
  async forget(@CurrentUser() who: Identity, @Body() body: ForgetDeviceDto): Promise<SuccessDto> {
    await this.devices.forget(who.userId, { address: body.token });
    return new SuccessDto();
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Be told no more on a device' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404] })
  async remove(@CurrentUser() who: Identity, @Param() { id }: DevicePath): Promise<SuccessDto> {
    await this.devices.forget(who.userId, { id });
    return new SuccessDto();
  }
}
