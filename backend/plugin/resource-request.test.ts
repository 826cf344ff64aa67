import { ZoneFlowError } from '../errors';
import { bodyOf, flowLogIdOf, previewRequestOf, rangeOf, valuesRequestOf } from './resource-request';

const parameters = (text: string): URLSearchParams => new URLSearchParams(text);

test('a list of values: what is asked, and no more', () => {
  expect(valuesRequestOf(parameters('dimension=label%3Aapp&from=1&to=2&q=%C3%BC'))).toEqual({
    ...{ dimension: 'label:app', from: 1, to: 2, q: 'ü' },
  });
  expect(valuesRequestOf(parameters('dimension=pod&from=1&to=2&side=either&filters=%5B1%5D'))).toEqual({
    ...{ dimension: 'pod', from: 1, to: 2, q: '', filters: [1] },
  });
});

function refusal(work: () => unknown): Partial<ZoneFlowError> {
  try {
    work();
  } catch (error) {
    if (error instanceof ZoneFlowError) {
      return { code: error.code, message: error.message, remedy: error.remedy };
    }
  }
  throw new Error('was accepted');
}

test.each<[string, () => unknown, string, RegExp]>([
  ['no dimension', () => valuesRequestOf(parameters('q=x')), 'dimension is missing', /dimension, side, from, to/],
  ['no flow log', () => flowLogIdOf(parameters('id=fl-1')), 'flowLogId is missing', /GET flow-logs/],
  ['a side', () => valuesRequestOf(parameters('dimension=pod&side=left')), 'side is "left"', /source, target, either/],
  ['filters', () => valuesRequestOf(parameters('dimension=pod&filters={')), 'filters is not JSON', /"values": \[/],
  ['a time', () => rangeOf(parameters('from=yesterday')), 'from is not a number: "yesterday"', /epoch milliseconds/],
  ['a body', () => bodyOf(Buffer.from('{')), 'not JSON', /"query"/],
  ['a list as body', () => previewRequestOf(parameters(''), []), 'not a JSON object', /"query"/],
])('refused with a remedy of its own: %s', (_, work, message, remedy) => {
  expect(refusal(work)).toEqual({
    code: 'bad_request',
    message: expect.stringContaining(message) as string,
    remedy: expect.stringMatching(remedy) as string,
  });
});
