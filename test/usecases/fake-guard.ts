import type {Grant} from '../../src/core/grant.ts';
import type {ProcessMark, Wish} from '../../src/core/intent.ts';
import type {Guard, StatusFile} from '../../src/core/ports.ts';

/** This process, and another one. */
export const US: ProcessMark = {pid: 100, since: 'boot:1'};
export const THEM: ProcessMark = {pid: 200, since: 'boot:2'};

/** Somebody who stays behind, with memory. */
export class FakeGuard implements Guard {
  readonly warded: Wish[] = [];
  readonly released: string[] = [];
  dismissed = 0;
  /** Why nobody can. */
  refusal: Error | undefined;

  async ward(wishes: readonly Wish[]): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.warded.push(...wishes);
  }

  async release(wishIds: readonly string[]): Promise<void> {
    this.released.push(...wishIds);
  }

  async dismiss(): Promise<void> {
    this.dismissed += 1;
  }
}

export class FakeStatusFile implements StatusFile {
  held: readonly Grant[] | undefined;
  refusal: Error | undefined;

  async write(grants: readonly Grant[]): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.held = grants;
  }
}
