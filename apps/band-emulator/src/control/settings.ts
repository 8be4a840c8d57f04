/** How the emulated BAND behaves as a whole; single faults are in `faults.ts`. */
export class Settings {
  /** Whether authorize gives `state` back, which BAND's documents leave open. */
  stateEcho = true;
  /** How long new access tokens live, in seconds; undefined: as configured. */
  tokenSeconds: number | undefined;

  reset(): void {
    this.stateEcho = true;
    this.tokenSeconds = undefined;
  }
}
