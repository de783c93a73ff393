/** Which process we are, and whether another one still runs. */
export const processes = {
  own: process.pid,
  /** Signal 0 is sent to nobody: it only asks. Another user's process answers that it may not be asked, so it runs. */
  isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch (thrown) {
      return thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};
