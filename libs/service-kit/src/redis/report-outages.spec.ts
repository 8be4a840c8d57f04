import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type Redis from 'ioredis';
import { reportOutages } from './create-redis';

describe('reportOutages', () => {
  const warned = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const told = jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  const connection = (): EventEmitter & Redis => {
    const redis = Object.assign(new EventEmitter(), { status: 'connecting' }) as unknown as EventEmitter & Redis;
    reportOutages(redis, 'test');
    return redis;
  };
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    jest.clearAllMocks();
  });

  it('leaves a first connection its time, however many tries it takes', () => {
    const redis = connection();
    redis.emit('error', new Error('connect ETIMEDOUT'));
    jest.advanceTimersByTime(4_000);
    redis.emit('close');
    redis.emit('ready');
    expect([warned.mock.calls.length, told.mock.calls.length]).toEqual([0, 0]);
    redis.emit('end');
  });

  it('warns once of a Redis that is not there when that time is over, and tells when it is', () => {
    const redis = connection();
    jest.advanceTimersByTime(5_000);
    redis.emit('error', new Error('connect ECONNREFUSED'));
    redis.emit('close');
    expect(warned).toHaveBeenCalledTimes(1);
    redis.emit('ready');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('warns at once of a connection that was there and is lost, also in its first seconds', () => {
    const redis = connection();
    redis.emit('ready');
    redis.emit('close');
    expect(warned).toHaveBeenCalledTimes(1);
    redis.emit('end');
  });
});
