import type {Reporter, TestModule} from 'vitest/node';

/** Ends a run with one plain line, `N passed, N failed, N skipped`, for people and for whatever reads the log. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap(module => [...module.children.allTests()].map(one => one.result().state));
    const count = (state: string) => states.filter(one => one === state).length;
    const broken = modules.filter(module => module.state() === 'failed' && count('failed') === 0).length;
    process.stdout.write(
      `\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`,
    );
  }
}
