// Cues as sound: synthesised, off until a click, and never for a past moment.

import { serverNow } from "../time/clock.js";

const LATEST = 3_000; // ms: an older cue is silent, so that a device makes no burst of sound after sleep
const TONES = { before: [880], zero: [660, 660], after: [440, 440, 440] };

let context = null;

/** Whether sound is on. */
export const soundIsOn = () => context?.state === "running";

/** Switch sound on or off; must be called from a click, because browsers allow sound only then. */
export const switchSound = async () => {
  if (soundIsOn()) return context.suspend();
  context ??= new AudioContext();
  await context.resume();
  play(TONES.before);
};

/** The sound of a cue: one tone before zero, two at zero, three after it. `left` and `at` in milliseconds. */
export const soundCue = (left, at) => {
  if (!soundIsOn() || Math.abs(serverNow() - at) > LATEST) return false;
  play(left > 0 ? TONES.before : left === 0 ? TONES.zero : TONES.after);
  return true;
};

const play = (tones) => tones.forEach((pitch, n) => tone(pitch, context.currentTime + n * 0.35));

const tone = (pitch, from) => {
  const [source, volume] = [context.createOscillator(), context.createGain()];
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.4, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, from + 0.28);
  source.connect(volume).connect(context.destination);
  source.start(from);
  source.stop(from + 0.3);
};
