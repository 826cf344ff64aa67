import type { StoredQuery } from './stored-query';
import { templatesWith } from './template-double';
import { interpolateMembers } from './template-members';

const templates = templatesWith({ traffic: 'same-zone', measure: 'cost', keys: ['team', 'app'], wrong: 'bits' });

/** As a dashboard stores it: variables stand where a choice is expected. */
const stored = (members: string): StoredQuery => JSON.parse(`{"refId":"A",${members}}`);

test.each([
  ['traffic and measure', '"traffic":"$traffic","measure":"${measure}"', { traffic: 'same-zone', measure: 'cost' }],
  [
    'a dimension of several labels',
    '"groupBy":["zone","label:$keys"]',
    { groupBy: ['zone', 'label:team', 'label:app'] },
  ],
  ['the target side', '"targetGroupBy":["label:$keys"]', { targetGroupBy: ['label:team', 'label:app'] }],
  ['no variable', '"traffic":"all","groupBy":[]', { traffic: 'all', groupBy: [] }],
  ['nothing stored', '"limit":3', { limit: 3 }],
  ['what is no choice stays', '"measure":"$wrong","traffic":"$traffic"', { measure: '$wrong', traffic: '$traffic' }],
])('%s', (_, members, expected) => {
  expect(interpolateMembers(stored(members), templates, {})).toEqual({ refId: 'A', ...expected });
});
