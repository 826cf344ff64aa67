import { asMarkup, html, plainText } from './markup';

test.each([
  ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
  [`" onload='x' & more`, '&#34; onload=&#39;x&#39; &#38; more'],
  ['&lt;', '&#38;lt;'],
  ['\0\u001b[31m', '\ufffd\ufffd[31m'],
  ['abc\u202egnp.exe', 'abc\ufffdgnp.exe'],
  ['\u2066\u2069\u200f', '\ufffd\ufffd\ufffd'],
  ['half \ud83d pair', 'half \ufffd pair'],
  ['whole 😀 \u05e9\u05dc\u05d5\u05dd', 'whole 😀 \u05e9\u05dc\u05d5\u05dd'],
])('%j is written %s', (text, escaped) => {
  expect(html`${text}`.text).toBe(escaped);
});

test('markup is taken as it is, lists of it one after the other, texts and numbers escaped', () => {
  const items = ['a<', 'b'].map((name) => html`<li>${name}</li>`);
  const list = html`<ul title="${'"'}">
    ${items}${asMarkup('<hr>')}${1}
  </ul>`;
  expect(list.text.replace(/\s+(?=<)/g, '')).toBe('<ul title="&#34;"><li>a&#60;</li><li>b</li><hr>1</ul>');
});

test('plain text keeps what is no control character', () => {
  expect(plainText('<a> & "b"')).toBe('<a> & "b"');
});
