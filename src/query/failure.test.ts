import { failureOf } from './failure';

const config = { url: 'api/datasources/uid/zoneflow/resources/values' };

describe('failureOf', () => {
  const cases: Array<[string, unknown, RegExp, RegExp]> = [
    [
      'the backend refused',
      {
        status: 400,
        config,
        data: { error: { code: 'bad_query', message: 'The limit is wrong', remedy: 'Correct it.' } },
      },
      /^The limit is wrong$/,
      /^Correct it\.$/,
    ],
    [
      'the plugin is down',
      { status: 500, config, data: { message: 'An error occurred' } },
      /restarting/,
      /few seconds/,
    ],
    ['a gateway gave up', { status: 504, config, data: '' }, /restarting/, /few seconds/],
    ['no permission', { status: 403, config, data: { message: 'Access denied' } }, /may not query/, /administrator/],
    ['nobody is reached', new TypeError('Failed to fetch'), /cannot be reached/, /connection/],
    ['the request was cut off', { status: 0, config, data: {} }, /cannot be reached/, /connection/],
    ['Grafana refused', { status: 404, config, data: { message: 'Data source not found' } }, /not found/, /log/],
    ['the answer is something else', new Error('[{"code":"invalid_type"}]'), /cannot be read/, /log/],
    ['nothing at all', undefined, /cannot be read/, /log/],
  ];
  it.each(cases)('%s', (_, error, message, remedy) => {
    expect(failureOf(error).message).toMatch(message);
    expect(failureOf(error).remedy).toMatch(remedy);
  });
});
