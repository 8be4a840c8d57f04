import { minuteOfDay } from './zone-time';

it('keeps one clock for a zone, however members spell its name', () => {
  const clocks = jest.spyOn(Intl, 'DateTimeFormat');
  const noon = new Date('2026-03-01T03:00:00Z');
  expect(['Asia/Tokyo', 'ASIA/TOKYO', 'asia/tokyo'].map((zone) => minuteOfDay(noon, zone))).toEqual([720, 720, 720]);
  expect(clocks).toHaveBeenCalledTimes(1);
  clocks.mockRestore();
});
