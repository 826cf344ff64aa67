/** A process that imports and, if told so, kills itself at a step: argv is the folder, the step (or ''), the files. */
import { toZoneFlowError } from '../../backend/errors';
import { runHistoryImport } from '../../cli/history-import';

const [history = '', killAt = '', ...files] = process.argv.slice(2);

runHistoryImport(
  {
    cluster: 'c1',
    history,
    files,
    onStep: (step) => {
      process.stdout.write(`${step}\n`);
      if (step === killAt) {
        process.kill(process.pid, 'SIGKILL');
      }
    },
  },
  new AbortController().signal
).catch((error: unknown) => {
  process.stdout.write(`${toZoneFlowError(error).code}: ${toZoneFlowError(error).message}\n`);
  process.exitCode = 1;
});
